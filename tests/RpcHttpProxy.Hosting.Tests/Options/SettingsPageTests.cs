using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using RpcHttpProxy.Hosting.Tests.Wire;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Hosting.Tests.Options;

/// <summary>Holds <c>specs/settings.md</c>: each setting stands there once, and nothing else does.</summary>
public partial class SettingsPageTests
{
    // TlsOptions is shared: a backend's clients are proxies, and no principals.
    private static readonly string[] s_notForBackends = ["Backend:Tls:ClientName", "Backend:Tls:ClientRevocation"];

    [Fact]
    public void The_page_has_each_setting_once_and_no_other()
    {
        string[] inCode =
        [
            .. Settings("Proxy", typeof(ProxyOptions)), .. Settings("Backend", typeof(BackendOptions)), .. Settings("Trace", typeof(TraceOptions)),
            .. Settings("Admin", typeof(AdminOptions)), .. Settings("Log", typeof(LogOptions)), .. Settings("Engine", typeof(EngineOptions)),
        ];
        string page = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "specs", "settings.md"));

        Assert.Equal(inCode.Except(s_notForBackends).Order(StringComparer.Ordinal), Row().Matches(page).SelectMany(row => Names(row.Groups[1].Value)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_file_that_is_shown_is_read_and_means_what_it_says()
    {
        using var folder = new ScratchFolder();
        string page = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "specs", "settings.md"));
        File.WriteAllText(folder["proxy.json"], Assert.Single(JsonBlock().Matches(page)).Groups[1].Value);

        ProxyHostSettings settings = ProxyHostSettings.From(HostConfiguration.Load(file: folder["proxy.json"]));

        Assert.Empty(settings.Faults);
        Assert.Equal("/var/log/rpchttp/audit-.txt", settings.Log.AuditFile);
        Assert.Equal(TimeSpan.FromSeconds(30), settings.Proxy.SetupTimeout);
        Assert.Equal(["admins"], Assert.Single(settings.Proxy.Rules).Groups);

        // All that is wrong with it is that its files aren't on this machine.
        var e = Assert.Throws<OptionsValidationException>(() => ProxyHost.Check(settings));
        Assert.All(e.Failures, failure => Assert.Contains("'/etc/rpchttp/", failure, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Settings(string path, Type type)
    {
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IList<>))
        {
            return Settings($"{path}:0", type.GetGenericArguments()[0]);
        }

        if (type == typeof(string) || type.IsValueType)
        {
            return [path];
        }

        return type.GetProperties(BindingFlags.Public | BindingFlags.Instance).SelectMany(setting => Settings($"{path}:{setting.Name}", setting.PropertyType));
    }

    /// <summary>The names in a row's first cell: <c>:Key</c> behind <c>Proxy:Tls:Certificate</c> is <c>Proxy:Tls:Key</c>.</summary>
    internal static IEnumerable<string> Names(string cell)
    {
        string[] names = [.. Name().Matches(cell).Select(match => match.Groups[1].Value.TrimStart('…'))];
        string first = names[0], group = first[..(first.EndsWith(":0", StringComparison.Ordinal) ? first[..^2] : first).LastIndexOf(':')];
        return names.Select(name => name.StartsWith(':') ? group + name : name);
    }

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex JsonBlock();

    [GeneratedRegex(@"^\| (`(?:Proxy|Backend|Trace|Admin|Log|Engine):[^|]*) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Name();
}
