namespace RpcHttpProxy.Architecture.Tests;

/// <summary>Namespaces follow folders, and files are small.</summary>
public class SourceFileTests
{
    private const int MaxLines = 300;

    /* One namespace each: their types name one another throughout, and folders only sort them. */
    private static readonly string[] s_ofOneNamespace = ["RpcHttpProxy.Protocol", "RpcHttpProxy.Services", "RpcHttpProxy.Tracing"];

    /* What a program that uses one of these sees is in the library's own namespace, whichever folder it is in. */
    private static readonly string[] s_forPrograms = ["RpcHttpProxy.Client", "RpcHttpProxy.Hosting"];

    /* Not for programs, and there all the same. */
    private static readonly Dictionary<string, string> s_besideThose = new()
    {
        ["RpcHttpProxy.Hosting/Options/"] = "what checks the settings stands beside them; a namespace of that name would hide the class Options",
        ["RpcHttpProxy.Client/Authentication/SchemeCredentials.cs"] = "a part of ProxyCredentials",
        ["RpcHttpProxy.Client/ProxyUse/ProxyUseRun.cs"] = "a part of ProxyUseDeterminer",
    };

    private static readonly SourceFile[] s_elsewhere = [.. SourceFile.All.Where(file => file.Namespace is not null && file.Namespace != file.FolderNamespace)];

    [Fact]
    public void A_namespace_is_its_folder_s()
    {
        Assert.True(SourceFile.All.Count > 600);
        AssertNone(s_elsewhere.Where(file => !IsAllowed(file)).Select(file => $"{file.Path} is in {file.Namespace}"));
    }

    [Fact]
    public void No_exception_is_made_for_nothing() =>
        Assert.All(s_besideThose.Keys, path => Assert.Contains(s_elsewhere, file => !file.IsPublic && file.Path.StartsWith(path, StringComparison.Ordinal)));

    [Fact]
    public void Only_a_program_has_no_namespace() =>
        Assert.Equal(["RpcHttpProxy.Tool/Program.cs"], SourceFile.All.Where(file => file.Namespace is null).Select(file => file.Path));

    [Fact]
    public void No_file_is_longer_than_300_lines_tests_neither()
    {
        Assert.True(SourceFile.Tests.Count > 500);
        AssertNone(SourceFile.All.Concat(SourceFile.Tests).Where(file => file.Lines > MaxLines).Select(file => $"{file.Path}: {file.Lines}"));
    }

    private static void AssertNone(IEnumerable<string> faults)
    {
        string all = string.Join('\n', faults);
        Assert.True(all.Length == 0, all);
    }

    private static bool IsAllowed(SourceFile file)
    {
        string project = file.Path.Split('/')[0];
        return file.Namespace == project
            && (s_ofOneNamespace.Contains(project)
                || (s_forPrograms.Contains(project) && (file.IsPublic || s_besideThose.Keys.Any(path => file.Path.StartsWith(path, StringComparison.Ordinal)))));
    }
}
