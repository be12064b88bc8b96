using RpcHttpProxy.Hosting.Tests.Wire;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Hosting.Tests.Targets;

public sealed class PolicyReloadTests : IDisposable
{
    private const string Head = "RPC_IN_DATA /rpc/rpcproxy.dll?127.0.0.1:{0} HTTP/1.1\r\nHost: p\r\nContent-Length: 1073741824\r\n\r\n";
    private const string Denied = "HTTP/1.0 503 RPC Error: 5";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("rpchttp-reload");

    private string File => Path.Combine(_directory.FullName, "appsettings.json");

    [Fact]
    [Trait(Category.Name, Category.Slow)]
    public async Task A_file_that_changes_counts_for_who_comes_then_and_one_with_a_fault_changes_nothing()
    {
        using var server = new ListeningServer();
        string log = Path.Combine(_directory.FullName, "log");
        await WriteAsync($$"""{ "Proxy": { "AllowedTargets": [ "127.0.0.1:{{server.Port}}" ] } }""");
        await using RunningProxy proxy = await RunningProxy.StartAsync(settings =>
        {
            settings.Log.File = log;
            settings.Proxy.LingerTimeout = TimeSpan.FromSeconds(1);
            settings.Proxy.AllowedTargets.Add($"127.0.0.1:{server.Port}");
            settings.ConfigurationFile = File;
            settings.Reread = () =>
            {
                ProxyHostSettings read = ProxyHostSettings.From(HostConfiguration.Load(file: File));
                read.Proxy.Listen.Add("http://127.0.0.1:0");
                read.Proxy.LingerTimeout = TimeSpan.FromSeconds(1);
                (read.Log.File, read.Log.Console) = (log, false);
                read.Engine.Reactors ??= settings.Engine.Reactors;
                return read;
            };
        });
        using RawClient resident = await OpenAsync(proxy, server.Port);
        await server.AcceptAsync();

        await WriteAsync("""{ "Proxy": { "AllowedTargets": [ "other:1" ] } }""");
        await SaysAsync(log, "Access rules reloaded: 1 entries");
        using RawClient refused = await OpenAsync(proxy, server.Port);
        Assert.Equal(Denied, System.Text.Encoding.ASCII.GetString(await refused.ReadAsync(Denied.Length)));
        Assert.Equal(1, proxy.Host.Snapshots()[0].Rows); // who was there still is

        await WriteAsync($$"""{ "Proxy": { "AllowedTargets": [ "127.0.0.1:{{server.Port}}" ], "ServerTls": "On" } }""");
        await SaysAsync(log, "Proxy:ServerTls has changed, which decides how servers are reached");
        using RawClient plain = await OpenAsync(proxy, server.Port); // which would go there in the clear
        Assert.Equal(Denied, System.Text.Encoding.ASCII.GetString(await plain.ReadAsync(Denied.Length)));

        await WriteAsync("""{ "Proxy": { "AllowedTargets": [ "other:1" ], "Limits": { "OpenRate": 7 }, "TrustedProxies": [ "10.0.0.5/32" ] } }""");
        await SaysAsync(log, "Changed, but read at start only: Proxy:TrustedProxies, Proxy:Limits:OpenRate; restart to apply");
        await WriteAsync("""
            { "Proxy": { "AllowedTargets": [ "other:1" ] }, "Log": { "Level": "Debug" }, "Engine": { "Reactors": 2 }, "Trace": { "Node": "n" },
              "Admin": { "Url": "http://127.0.0.1:0" } }
            """);
        await SaysAsync(log, "read at start only: Admin:Url, Trace:Node, Log:Level, Engine:Reactors; restart to apply");
        await WriteAsync("""{ "Proxy": { "Rules": [ { "Targets": [ "other:1" ], "Groups": [ "staff", "ops" ] } ] } }""");
        await SaysAsync(log, "No user is in staff, ops, which rules name");
        await WriteAsync("""{ "Proxy": { } }""");
        await SaysAsync(log, "No targets are allowed");
        await WriteAsync("""{ "Proxy": { "Bogus": 1, "AllowedTargets": [ "127.0.0.1" ] } }""");
        await SaysAsync(log, "the configuration has a fault: Proxy:Bogus: there is no such setting");
        await WriteAsync("""{ "Proxy": { "AllowedTargets": [ "nonsense", "127.0.0.1" ] } }""");
        await SaysAsync(log, "Access rules unchanged, the configuration has a fault: Proxy:AllowedTargets: 'nonsense'");
        await WriteAsync("""{ "Proxy": """);
        await SaysAsync(log, "Access rules unchanged, the configuration has a fault: Failed to load configuration");
        using RawClient again = await OpenAsync(proxy, server.Port);
        Assert.Equal(Denied, System.Text.Encoding.ASCII.GetString(await again.ReadAsync(Denied.Length)));
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private async Task WriteAsync(string text) => await System.IO.File.WriteAllTextAsync(File, text);

    private static async Task<RawClient> OpenAsync(RunningProxy proxy, int port)
    {
        RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);
        await client.SendAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, Head, port));
        await client.SendAsync(Vectors.Load("CONN_B1"));
        return client;
    }

    // The file that Serilog rolls has the day in its name.
    private Task SaysAsync(string log, string words)
    {
        return Eventually.TrueAsync(() => Said().Any(text => text.Contains(words, StringComparison.Ordinal)), () => string.Concat(Said()));

        IEnumerable<string> Said()
        {
            foreach (string file in Directory.EnumerateFiles(_directory.FullName, Path.GetFileName(log) + "*"))
            {
                using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
                using var reader = new StreamReader(stream);
                yield return reader.ReadToEnd();
            }
        }
    }
}
