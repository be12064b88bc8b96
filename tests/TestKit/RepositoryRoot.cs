namespace RpcHttpProxy.TestKit;

/// <summary>Where the sources are: the directory of <c>RpcHttpProxy.sln</c> above the test's binaries.</summary>
public static class RepositoryRoot
{
    /// <summary>The full path of the directory.</summary>
    public static string Path { get; } = Find();

    private static string Find()
    {
        for (DirectoryInfo? directory = new(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(directory.FullName, "RpcHttpProxy.sln")))
            {
                return directory.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No RpcHttpProxy.sln above {AppContext.BaseDirectory}.");
    }
}
