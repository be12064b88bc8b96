using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using RpcHttpProxy.Hosting.Tests.Wire;

namespace RpcHttpProxy.Hosting.Tests.Options;

public class OptionsTests
{
    // [rpch 2.1.2.1.4/1, 3.2.4.5.3/8]
    [Fact]
    public void Every_fault_of_a_proxys_settings_is_listed_at_once()
    {
        var settings = new ProxyHostSettings
        {
            Proxy = new ProxyOptions
            {
                Role = (ProxyRoleChoice)7,
                Listen = ["https://127.0.0.1:1?tls=1.1", "http://example:80", "http://127.0.0.1:70000"],
                AllowedTargets = ["good:1", "noport", "host:0", "host:9-1", "*:1", "*.1:1", "a b:1", "[::1]:6001"],
                TargetMap = ["a:1=b:2", "a:1", "a:1 = b", "= b:1"],
                ReceiveWindowSize = 8_191,
                ConnectionTimeout = 14_400_001,
                OutChannelLifetime = 131_071,
                SetupTimeout = TimeSpan.Zero,
                FirstPduTimeout = TimeSpan.FromHours(2),
                ConnectTimeout = TimeSpan.Zero,
                LingerTimeout = TimeSpan.Zero,
            },
            Admin = new AdminOptions { Url = "127.0.0.1:80" },
            Trace = new TraceOptions { Directory = " ", Node = "" },
        };

        var e = Assert.Throws<OptionsValidationException>(() => ProxyHost.Build(settings));

        string[] settingsNamed = [.. e.Failures.Select(failure => failure.Split(": ")[0])];
        string[] expected =
        [
            "Proxy:ReceiveWindowSize", "Proxy:ConnectionTimeout", "Proxy:OutChannelLifetime", "Proxy:SetupTimeout", "Proxy:FirstPduTimeout",
            "Proxy:ConnectTimeout", "Proxy:LingerTimeout", "Proxy:Role", "Proxy:Listen", "Proxy:Listen", "Proxy:Listen",
            "Proxy:AllowedTargets", "Proxy:AllowedTargets", "Proxy:AllowedTargets", "Proxy:AllowedTargets", "Proxy:AllowedTargets",
            "Proxy:AllowedTargets", "Proxy:TargetMap", "Proxy:TargetMap", "Proxy:TargetMap", "Admin:Url", "Trace:Directory", "Trace:Node",
        ];
        Assert.Equal(expected.Order(), settingsNamed.Order());
    }

    [Fact]
    public void Every_fault_of_a_backends_settings_is_listed_at_once()
    {
        var settings = new BackendHostSettings
        {
            Backend = new BackendOptions
            {
                Endpoints =
                [
                    new BackendEndpointOptions { Listen = "127.0.0.1:6001", Service = "tcp:samba:135" },
                    new BackendEndpointOptions { Listen = "6001", Service = "echo" },
                    new BackendEndpointOptions { Listen = "*:6001", Service = "tcp:samba" },
                    new BackendEndpointOptions { Listen = "[::1]:6001", Service = "ftp:samba:1" },
                ],
                ReceiveWindowSize = 262_145,
            },
        };

        var e = Assert.Throws<OptionsValidationException>(() => BackendHost.Build(settings));

        string[] settingsNamed = [.. e.Failures.Select(failure => failure.Split(": ")[0])];
        Assert.Equal(
            ["Backend:ReceiveWindowSize", "Backend:Endpoints:1:Listen", "Backend:Endpoints:2:Service", "Backend:Endpoints:3:Service"],
            settingsNamed);
    }

    [Fact]
    public void A_host_that_is_to_listen_nowhere_is_a_fault()
    {
        Assert.Contains("Proxy:Listen", Assert.Throws<OptionsValidationException>(() => ProxyHost.Build(new ProxyHostSettings())).Message,
            StringComparison.Ordinal);
        Assert.Contains("Backend:Endpoints", Assert.Throws<OptionsValidationException>(() => BackendHost.Build(new BackendHostSettings())).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_whose_name_begins_with_a_dot_is_a_file_like_any_other()
    {
        using var folder = new ScratchFolder();
        await File.WriteAllTextAsync(folder[".rpchttp.json"], """{ "Proxy": { "Role": "outbound" } }""");

        Assert.Equal("outbound", HostConfiguration.Load(file: folder[".rpchttp.json"])["Proxy:Role"]);
    }

    [Fact]
    public void A_file_that_is_named_must_be_there()
    {
        using var folder = new ScratchFolder();

        Assert.ThrowsAny<IOException>(() => HostConfiguration.Load(file: folder["none.json"]));
    }

    [Fact]
    public void Every_setting_that_is_unknown_or_of_another_kind_is_listed_at_once()
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Proxy:role"] = "Inbound",
            ["Proxy:Listen:0"] = "http://127.0.0.1:0",
            ["Proxy:AllowedTarget:0"] = "a:1",
            ["Proxy:AllowedTargets"] = "a:1",
            ["Proxy:ErrorInformation"] = "all",
            ["Proxy:SetupTimeout"] = "soon",
            ["Proxy:Limits:MaxConnection"] = "4",
            ["Proxy:Limits:MaxConnections"] = "many",
            ["Proxy:Limits:MaxOverrun"] = "99999999999",
            ["Proxy:Limits:LimitLoopback"] = "perhaps",
            ["Proxy:Rules:0:Targets:0"] = "a:1",
            ["Proxy:Rules:0:Principal:0"] = "alice",
            ["Proxy:Authentication:Schemes:0"] = "digest",
            ["Proxy:Tls"] = "on",
            ["Log:Level:Default"] = "Debug",
            ["Trace:Dir"] = "traces",
            ["Elsewhere:Anything"] = "is somebody else's",
        }).Build();

        var e = Assert.Throws<OptionsValidationException>(() => ProxyHostSettings.From(configuration));

        string[] expected =
        [
            "Proxy:AllowedTarget", "Proxy:AllowedTargets", "Proxy:ErrorInformation", "Proxy:SetupTimeout", "Proxy:Limits:MaxConnection",
            "Proxy:Limits:MaxConnections", "Proxy:Limits:MaxOverrun", "Proxy:Limits:LimitLoopback", "Proxy:Rules:0:Principal",
            "Proxy:Authentication:Schemes:0", "Proxy:Tls", "Log:Level", "Trace:Dir",
        ];
        Assert.Equal(expected.Order(), e.Failures.Select(failure => failure.Split(": ")[0]).Order());
        Assert.Contains("Proxy:ErrorInformation: 'all' is none of none, reason, node.", e.Failures);
    }
}
