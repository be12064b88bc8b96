using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using RpcHttpProxy.Hosting.Tests.Wire;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Hosting.Tests.Edge;

/// <summary>A proxy with a plain listener, one with TLS, and the admin listener, all of which a test asks and none of which it changes.</summary>
public sealed class Surface : IAsyncLifetime
{
    private const string EchoHead = "RPC_IN_DATA /rpc/rpcproxy.dll HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n";
    private const string HealthHead = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private const string HeadEnd = "\r\n\r\n";
    private const string Success = "HTTP/1.1 200 ";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    /* What says how to read an answer, and how to go on. */
    private static readonly string[] s_fields = ["allow", "connection", "content-length", "date", "transfer-encoding"];

    private readonly ScratchFolder _folder = new();
    private RunningProxy? _proxy;

    /// <summary>Where it listens without TLS.</summary>
    public Uri PlainUrl => UrlOf(WireKind.Plain);

    private Uri AdminUrl => _proxy!.Host.AdminUrl!;

    public async Task InitializeAsync()
    {
        using var authority = new TestCertificates();
        using (X509Certificate2 certificate = authority.Server("localhost"))
        {
            TestCertificates.WritePem(certificate, _folder["proxy.pem"], _folder["proxy.key"]);
        }

        _proxy = await RunningProxy.StartAsync(settings =>
        {
            settings.Proxy.Listen.Add("https://127.0.0.1:0");
            settings.Proxy.Tls.Certificate = _folder["proxy.pem"];
            settings.Proxy.Tls.Key = _folder["proxy.key"];
            settings.Admin.Url = "http://127.0.0.1:0";
        });
    }

    public async Task DisposeAsync()
    {
        await _proxy!.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>
    /// The status of the answer to a request, the fields that tell how to read it and what becomes of the connection, and whether a request behind it was
    /// answered, too: <c>404 | connection: close | content-length: 23 | date | closed</c>. Its body is as long as the length says; a HEAD's has none.
    /// </summary>
    public Task<string> AskAsync(string request, WireKind wire) => AskAsync(UrlOf(wire), request, EchoHead, wire);

    /// <summary>The same of the admin listener.</summary>
    public Task<string> AskAdminAsync(string request) => AskAsync(AdminUrl, request, HealthHead, WireKind.Plain);

    private Uri UrlOf(WireKind wire) => _proxy!.Host.Urls.Single(url => url.Scheme == (wire.IsEncrypted() ? "https" : "http"));

    private static async Task<string> AskAsync(Uri server, string request, string next, WireKind wire)
    {
        using RawClient client = await RawClient.ConnectAsync(IPEndPoint.Parse(server.Authority), wire: wire);
        await client.SendAsync(Encoding.Latin1.GetBytes(request + next));
        bool isHead = request.StartsWith("HEAD ", StringComparison.Ordinal);
        using var late = new CancellationTokenSource(s_patience);
        byte[] buffer = new byte[4_096];
        string all = "";
        while (!Behind(all, isHead).StartsWith(Success, StringComparison.Ordinal) && await client.ReceiveAsync(buffer, late.Token) is > 0 and var read)
        {
            all += Encoding.Latin1.GetString(buffer, 0, read);
        }

        string behind = Behind(all, isHead);
        Assert.True(behind.Length == 0 || behind.StartsWith(Success, StringComparison.Ordinal), $"{all}|{behind}");
        Dictionary<string, string> fields = Fields(all);
        return string.Join(" | ", (string[])
        [
            all.Split(' ')[1],
            .. s_fields.Where(fields.ContainsKey).Select(name => name == "date" ? name : $"{name}: {fields[name]}"),
            behind.Length == 0 ? "closed" : "goes on",
        ]);
    }

    /// <summary>What follows the first answer; nothing where that isn't whole.</summary>
    private static string Behind(string all, bool isHead)
    {
        int end = all.IndexOf(HeadEnd, StringComparison.Ordinal) + HeadEnd.Length;
        if (end < HeadEnd.Length)
        {
            return "";
        }

        int length = isHead || !Fields(all).TryGetValue("content-length", out string? told) ? 0 : int.Parse(told, CultureInfo.InvariantCulture);
        return all[Math.Min(all.Length, end + length)..];
    }

    private static Dictionary<string, string> Fields(string all) => all.Split(HeadEnd)[0].Split("\r\n")[1..]
        .Select(line => line.ToLowerInvariant().Split(": ", 2)).ToDictionary(each => each[0], each => each[1]);
}
