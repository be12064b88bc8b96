namespace RpcHttpProxy.Differential.Tests.Tools;

/// <summary>Where the sources are: the folder of <c>RpcHttpProxy.sln</c> above the test's binaries.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "RpcHttpProxy.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No RpcHttpProxy.sln above {AppContext.BaseDirectory}.");
    }
}
