using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.FileProviders.Physical;

namespace RpcHttpProxy.Hosting;

/// <summary>Where the settings come from: only from where an operator has put them for this program.</summary>
public static class HostConfiguration
{
    /// <summary>Environment variables begin so: <c>RPCHTTP_Proxy__Role</c> is <c>Proxy:Role</c>. Others are other programs'.</summary>
    public const string EnvironmentPrefix = "RPCHTTP_";

    private static readonly string[] s_sections =
    [
        ProxyOptions.Section, BackendOptions.Section, AdminOptions.Section, TraceOptions.Section, LogOptions.Section, EngineOptions.Section,
    ];

    /// <summary>
    /// <paramref name="file"/>, if one is named; then the environment's variables with the prefix; then <paramref name="commandLine"/>, as
    /// <c>--Proxy:Role=inbound</c>. What comes later wins. Nothing is looked for in the working directory, where others may write.
    /// </summary>
    /// <exception cref="IOException">The file isn't there, or can't be read.</exception>
    public static IConfiguration Load(string[]? commandLine = null, string? file = null)
    {
        var sources = new ConfigurationBuilder();
        if (file is not null)
        {
            string path = Path.GetFullPath(file);
            sources.AddJsonFile(
                new PhysicalFileProvider(Path.GetDirectoryName(path)!, ExclusionFilters.None), Path.GetFileName(path), optional: false, reloadOnChange: false); // .rpchttp.json, too
        }

        return sources.AddEnvironmentVariables(EnvironmentPrefix).AddCommandLine(commandLine ?? []).Build();
    }

    /// <summary>
    /// Variables of the environment that look like settings of this program and aren't read, since they lack the prefix: <c>Proxy__Role</c> was one
    /// once.
    /// </summary>
    internal static IReadOnlyList<string> IgnoredVariables() => IgnoredVariables(Environment.GetEnvironmentVariables().Keys.OfType<string>());

    /// <summary>The same of variables of these names.</summary>
    internal static IReadOnlyList<string> IgnoredVariables(IEnumerable<string> names) =>
        [.. names
            .Where(name => s_sections.Any(section => name.StartsWith(section + "__", StringComparison.OrdinalIgnoreCase)))
            .Order(StringComparer.Ordinal)];
}
