using Microsoft.Extensions.Configuration;

namespace RpcHttpProxy.Hosting;

/// <summary>Where the settings come from.</summary>
public static class HostConfiguration
{
    /// <summary>Environment variables may begin so: <c>RPCHTTP_Proxy__Role</c> is <c>Proxy:Role</c>.</summary>
    public const string EnvironmentPrefix = "RPCHTTP_";

    private const string File = "appsettings.json";

    /// <summary>The file that <see cref="Load"/> reads, whether it is there or not.</summary>
    public static string FileIn(string? directory = null) => Path.Combine(directory ?? Directory.GetCurrentDirectory(), File);

    /// <summary>
    /// <c>appsettings.json</c> in <paramref name="directory"/>, if it is there; then the environment, plain and with the prefix; then
    /// <paramref name="commandLine"/>, as <c>--Proxy:Role=inbound</c>. What comes later wins.
    /// </summary>
    public static IConfiguration Load(string[]? commandLine = null, string? directory = null) => new ConfigurationBuilder()
        .SetBasePath(directory ?? Directory.GetCurrentDirectory())
        .AddJsonFile(File, optional: true, reloadOnChange: false)
        .AddEnvironmentVariables()
        .AddEnvironmentVariables(EnvironmentPrefix)
        .AddCommandLine(commandLine ?? [])
        .Build();
}
