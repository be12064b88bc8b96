using RpcHttpProxy.Differential.Tests.Roles;
using RpcHttpProxy.Differential.Tests.Tools;
using RpcHttpProxy.Differential.Tests.Wire;

namespace RpcHttpProxy.Differential.Tests.Cases;

/// <summary>
/// The requests of <c>specs/http-edge.md</c>. When a request has been answered and the connection is still open, another one follows that
/// always ends it: its answer shows that the connection was alive, and where the server thinks the first request ended.
/// </summary>
internal static class HttpCases
{
    private const string Host = " HTTP/1.1\r\nHost: p\r\n";
    private const string Last = "GET /last HTTP/1.1\r\nHost: p\r\n\r\n";
    private const string Rpc = "/rpc/rpcproxy.dll";
    private const string OneGiB = "Content-Length: 1073741824\r\n\r\n";

    /// <summary>SERVER stands for the server of the tests.</summary>
    private static readonly (string Name, string Request)[] s_requests =
    [
        ("another path", $"RPC_IN_DATA /rpc/other.dll?s:1{Host}{OneGiB}"),
        ("the root", $"GET /{Host}\r\n"),
        ("a path below", $"GET {Rpc}/below{Host}\r\n"),
        ("the path in capitals", $"RPC_IN_DATA /RPC/RpcProxy.DLL?s:1{Host}{OneGiB}"),
        ("the path escaped", $"RPC_IN_DATA /rpc/rpcproxy%2Edll?s:1{Host}{OneGiB}"),
        ("a path with dots", $"RPC_IN_DATA /x/../rpc/rpcproxy.dll?s:1{Host}{OneGiB}"),
        ("an absolute target", $"RPC_IN_DATA http://p{Rpc}?s:1{Host}{OneGiB}"),
        ("rpcwithcert", $"RPC_OUT_DATA /rpcwithcert/rpcproxy.dll?s:1{Host}Content-Length: 120\r\n\r\n"),
        ("GET", $"GET {Rpc}{Host}\r\n"),
        ("POST", $"POST {Rpc}?s:1{Host}Content-Length: 1\r\n\r\nx"),
        ("the method in small letters", $"rpc_in_data {Rpc}?s:1{Host}Content-Length: 0\r\n\r\n"),
        ("OPTIONS *", $"OPTIONS *{Host}\r\n"),
        ("RPC_IN_DATA", $"RPC_IN_DATA {Rpc}?s:1{Host}{OneGiB}"),
        ("RPC_OUT_DATA", $"RPC_OUT_DATA {Rpc}?s:1{Host}Content-Length: 76\r\n\r\n"),
        ("RPC_IN_DATA, HTTP/1.0", $"RPC_IN_DATA {Rpc}?s:1 HTTP/1.0\r\n{OneGiB}"),
        ("RPC_OUT_DATA, HTTP/1.0", $"RPC_OUT_DATA {Rpc}?s:1 HTTP/1.0\r\nContent-Length: 76\r\n\r\n"),
        ("no Content-Length", $"RPC_IN_DATA {Rpc}?s:1{Host}\r\n"),
        ("Content-Length 17 in", $"RPC_IN_DATA {Rpc}?s:1{Host}Content-Length: 17\r\n\r\n"),
        ("Content-Length 17 out", $"RPC_OUT_DATA {Rpc}?s:1{Host}Content-Length: 17\r\n\r\n"),
        ("Content-Length 75 out", $"RPC_OUT_DATA {Rpc}?s:1{Host}Content-Length: 75\r\n\r\n"),
        ("Content-Length beyond 32 bits", $"RPC_IN_DATA {Rpc}?s:1{Host}Content-Length: 4294967296\r\n\r\n"),
        ("no server", $"RPC_IN_DATA {Rpc}{Host}{OneGiB}"),
        ("an empty server", $"RPC_IN_DATA {Rpc}?{Host}{OneGiB}"),
        ("a server without a port", $"RPC_IN_DATA {Rpc}?s{Host}{OneGiB}"),
        ("a server with port 0", $"RPC_IN_DATA {Rpc}?s:0{Host}{OneGiB}"),
        ("a server with port 65536", $"RPC_IN_DATA {Rpc}?s:65536{Host}{OneGiB}"),
        ("a server that is a number", $"RPC_IN_DATA {Rpc}?2130706433:80{Host}{OneGiB}"),
        ("a server with a blank", $"RPC_IN_DATA {Rpc}?a%20b:80{Host}{OneGiB}"),
        ("a server with a line feed", $"RPC_IN_DATA {Rpc}?a%0AINF%20forged:1{Host}{OneGiB}"),
        ("a server of 300 letters", $"RPC_IN_DATA {Rpc}?{new string('a', 300)}:1{Host}{OneGiB}"),
        ("two servers", $"RPC_IN_DATA {Rpc}?a:1?b:2{Host}{OneGiB}"),
        ("echo in", $"RPC_IN_DATA {Rpc}{Host}Content-Length: 0\r\n\r\n"),
        ("echo in with a body", $"RPC_IN_DATA {Rpc}{Host}Content-Length: 16\r\n\r\n0123456789abcdef"),
        ("echo in with a server", $"RPC_IN_DATA {Rpc}?SERVER{Host}Content-Length: 4\r\n\r\n0123"),
        ("echo out", $"RPC_OUT_DATA {Rpc}{Host}Content-Length: 4\r\n\r\n0123"),
        ("echo, HTTP/1.0", $"RPC_IN_DATA {Rpc} HTTP/1.0\r\nContent-Length: 0\r\n\r\n"),
        ("echo, HTTP/1.0 keep-alive", $"RPC_IN_DATA {Rpc} HTTP/1.0\r\nConnection: Keep-Alive\r\nContent-Length: 0\r\n\r\n"),
        ("echo, Connection: close", $"RPC_IN_DATA {Rpc}{Host}Connection: close\r\nContent-Length: 0\r\n\r\n"),
        ("echo, Expect", $"RPC_IN_DATA {Rpc}{Host}Expect: 100-continue\r\nContent-Length: 0\r\n\r\n"),
        ("a channel nobody allows, Expect", $"RPC_IN_DATA {Rpc}?s:1{Host}Expect: 100-continue\r\n{OneGiB}"),
        ("echo, Expect something else", $"RPC_IN_DATA {Rpc}{Host}Expect: 200-ok\r\nContent-Length: 0\r\n\r\n"),
        ("a body with Transfer-Encoding", $"RPC_IN_DATA {Rpc}?s:1{Host}Transfer-Encoding: chunked\r\n\r\n"),
        ("both lengths", $"RPC_IN_DATA {Rpc}?s:1{Host}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"),
        ("Upgrade", $"GET {Rpc}{Host}Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"),
        ("Authorization nobody asked for", $"RPC_IN_DATA {Rpc}{Host}Authorization: Basic YWxpY2U6d3Jvbmc=\r\nContent-Length: 0\r\n\r\n"),
        ("X-Forwarded-For from anybody", $"RPC_IN_DATA {Rpc}{Host}X-Forwarded-For: 192.0.2.1\r\nContent-Length: 0\r\n\r\n"),
        ("an empty line before", $"\r\nRPC_IN_DATA {Rpc}{Host}Content-Length: 0\r\n\r\n"),
        ("two requests at once", $"RPC_IN_DATA {Rpc}{Host}Content-Length: 0\r\n\r\nRPC_OUT_DATA {Rpc}{Host}Content-Length: 4\r\n\r\n0123"),
        ("/health on the public listener", $"GET /health{Host}\r\n"),
        ("/counters on the public listener", $"GET /counters{Host}\r\n"),
        ("a request line of 9 000 bytes", $"RPC_IN_DATA {Rpc}?{new string('a', 9_000)}{Host}\r\n"),
        ("a field of 70 000 bytes", $"RPC_IN_DATA {Rpc}{Host}X-Field: {new string('x', 70_000)}\r\n\r\n"),
        ("65 fields", $"RPC_IN_DATA {Rpc}{Host}{Fields(64)}\r\n"),
        ("200 fields", $"RPC_IN_DATA {Rpc}{Host}{Fields(199)}\r\n"),
        ("a method of 9 000 bytes", $"RPC_IN_DATA_{new string('A', 9_000)}"),
        ("a TLS ClientHello", "\x16\x03\x01\x00\xf4\x01\x00\x00\xf0\x03\x03"),
        ("HTTP/0.9", "GET /rpc/rpcproxy.dll\r\n"),
        ("HTTP/3.0", $"RPC_IN_DATA {Rpc} HTTP/3.0\r\nHost: p\r\nContent-Length: 0\r\n\r\n"),
        ("a Host that is none", $"RPC_IN_DATA {Rpc} HTTP/1.1\r\nHost: p q\r\nContent-Length: 0\r\n\r\n"),
        ("an empty Host", $"RPC_IN_DATA {Rpc} HTTP/1.1\r\nHost:\r\nContent-Length: 0\r\n\r\n"),
        ("lines that end without CR", $"RPC_IN_DATA {Rpc} HTTP/1.1\nHost: p\nContent-Length: 0\n\n"),
    ];

    /// <summary>Of which a front end could think that they end somewhere else than the proxy does; an echo waits behind each.</summary>
    private static readonly string[] s_unclear =
    [
        "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: identity\r\nContent-Length: 4\r\n\r\nbody",
        "Transfer-Encoding: \tchunked\r\nContent-Length: 4\r\n\r\nbody",
        "Transfer-Encoding: x, chunked\r\nContent-Length: 4\r\n\r\nbody",
        "Transfer-Encoding : chunked\r\nContent-Length: 4\r\n\r\nbody",
        " Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\nbody",
        "Transfer-Encoding:\r\n chunked\r\nContent-Length: 4\r\n\r\nbody",
        "Content-Length: 4\r\nContent-Length: 0\r\n\r\nbody",
        "Content-Length: 4\r\ncontent-length: 4\r\n\r\nbody",
        "Content-Length: 4, 4\r\n\r\nbody",
        "Content-Length: -4\r\n\r\nbody",
        "Content-Length: +4\r\n\r\nbody",
        "Content-Length: 0x4\r\n\r\nbody",
        "Content-Length: 4 0\r\n\r\nbody",
        "Content-Length: 99999999999999999999\r\n\r\nbody",
        "Content-Length:\r\n 4\r\n\r\nbody",
        "Content-Length: 4\r\n X: folded\r\n\r\nbody",
        "Content-Length : 4\r\n\r\nbody",
        "Content-Length: 4\n\r\nbody",
        "X: a\nContent-Length: 4\r\n\r\nbody",
        "X: a\rContent-Length: 4\r\n\r\nbody",
        "Content-Length: 4\r\n\nbody",
        "X: \0\r\nContent-Length: 4\r\n\r\nbody",
        "X: \u00e9\r\nContent-Length: 4\r\n\r\nbody",
        "Host: other\r\nContent-Length: 4\r\n\r\nbody",
        ": 4\r\nContent-Length: 4\r\n\r\nbody",
        "Content-Length\r\n\r\nbody",
        "\r\n",
    ];

    private static readonly string[] s_unclearLines =
    [
        $"RPC_IN_DATA  {Rpc}?127.0.0.1:1 HTTP/1.1\r\nHost: p\r\nContent-Length: 4\r\n\r\nbody",
        $"RPC_IN_DATA {Rpc}?127.0.0.1:1 HTTP/1.2\r\nHost: p\r\nContent-Length: 4\r\n\r\nbody",
        $"RPC_IN_DATA {Rpc}?127.0.0.1:1\r\nHost: p\r\nContent-Length: 4\r\n\r\nbody",
        $"RPC_IN_DATA {Rpc}?127.0.0.1:1 HTTP/1.1\r\nContent-Length: 4\r\n\r\nbody",
        $"RPC_IN\tDATA {Rpc} HTTP/1.1\r\nHost: p\r\nContent-Length: 4\r\n\r\nbody",
        "CONNECT 127.0.0.1:1 HTTP/1.1\r\nHost: p\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: p\r\nUpgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n",
    ];

    /// <summary>
    /// For a proxy that asks who it is; alice's password is "a long password". Failures are few enough for none to be slowed: how long tries are
    /// slowed is not compared here.
    /// </summary>
    private static readonly (string Name, string Fields)[] s_credentials =
    [
        ("none", ""),
        ("the right password", "Authorization: Basic YWxpY2U6YSBsb25nIHBhc3N3b3Jk\r\n"),
        ("the right password again", "Authorization: Basic YWxpY2U6YSBsb25nIHBhc3N3b3Jk\r\n"),
        ("a wrong password", "Authorization: Basic YWxpY2U6d3Jvbmc=\r\n"),
        ("an unknown name", "Authorization: Basic bm9ib2R5Ondyb25n\r\n"),
        ("no colon", "Authorization: Basic YWxpY2U=\r\n"),
        ("no base64", "Authorization: Basic ####\r\n"),
        ("nothing behind Basic", "Authorization: Basic\r\n"),
        ("another scheme", "Authorization: Digest username=\"alice\"\r\n"),
        ("NTLM", "Authorization: NTLM TlRMTVNTUAABAAAAB4IIogAAAAAAAAAAAAAAAAAAAAAKAGFKAAAADw==\r\n"),
        ("two Authorizations", "Authorization: Basic YWxpY2U6YSBsb25nIHBhc3N3b3Jk\r\nAuthorization: Basic YWxpY2U6d3Jvbmc=\r\n"),
    ];

    public static IEnumerable<Case> All() =>
    [
        .. from role in (Role[])[Role.Inbound, Role.Outbound, Role.Both]
           from tls in (bool[])[false, true]
           from request in s_requests
           select Http($"{Of(role, tls)}: {request.Name}", role, tls, request.Request),
        .. from tls in (bool[])[false, true]
           from request in s_unclear.Select(fields => $"RPC_IN_DATA {Rpc}?127.0.0.1:1{Host}{fields}").Concat(s_unclearLines)
           select Http($"{Of(Role.Inbound, tls)}: {Escaped(request)}", Role.Inbound, tls, $"{request}RPC_IN_DATA {Rpc} HTTP/1.1\r\nHost: smuggled\r\nContent-Length: 0\r\n\r\n"),
        .. from credentials in s_credentials
           select Http($"{Of(Role.Guarded, false)}: echo, credentials: {credentials.Name}", Role.Guarded, false, $"RPC_IN_DATA {Rpc}{Host}{credentials.Fields}Content-Length: 0\r\n\r\n"),
        .. from tls in (bool[])[false, true]
           from credentials in s_credentials.Take(2)
           from what in ((string Name, string Line, string Behind)[])
           [
               ("echo again", $"RPC_IN_DATA {Rpc}", "Content-Length: 0\r\n\r\n"), ("a channel", $"RPC_IN_DATA {Rpc}?s:1", OneGiB), ("another path", "GET /other", "\r\n"),
           ]
           select Http($"{Of(Role.Guarded, tls)}: {what.Name}, credentials: {credentials.Name}", Role.Guarded, tls, $"{what.Line}{Host}{credentials.Fields}{what.Behind}"),
        .. Bodies(),
    ];

    private static string Of(Role role, bool tls) => $"{role.ToString().ToLowerInvariant()}{(tls ? " over TLS" : "")}";

    private static string Escaped(string request) =>
        request[..request.IndexOf("\r\n", StringComparison.Ordinal)].Replace("\t", "\\t", StringComparison.Ordinal) + " | "
        + request[(request.IndexOf("\r\n", StringComparison.Ordinal) + 2)..].Replace("Host: p\r\n", "", StringComparison.Ordinal)
            .Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal)
            .Replace("\0", "\\0", StringComparison.Ordinal);

    private static string Fields(int count) => string.Concat(Enumerable.Range(0, count).Select(i => $"X-{i}: y\r\n"));

    private static Case Http(string name, Role role, bool tls, string request) => new(CaseClass.HttpRequests, $"http: {name}", async script =>
    {
        Leg client = await script.ConnectAsync("client", role, tls);
        await client.SendAsync(request.Replace("SERVER", script.Servers.Server, StringComparison.Ordinal));
        bool isWhole = request.Contains("\r\n\r\n", StringComparison.Ordinal);      // to half a request there may be no answer
        string head = await client.ReadHeadAsync(isWhole ? null : Patience.Quiet);
        if (head.Length == 0)
        {
            await client.FinishAsync();
        }
        else if (!head.Contains("Connection: close", StringComparison.OrdinalIgnoreCase))
        {
            await client.SendAsync(Last);
        }

        await script.ReadToEndsAsync();
    });

    /// <summary>A refusal in the middle of a body that goes on.</summary>
    private static IEnumerable<Case> Bodies() =>
        from tls in (bool[])[false, true]
        from request in ((string Name, string Head)[])
        [
            ("a target nobody allows", $"RPC_IN_DATA {Rpc}?s:1"), ("no server", $"RPC_IN_DATA {Rpc}"), ("another path", "RPC_IN_DATA /elsewhere"), ("another method", $"POST {Rpc}"),
        ]
        select new Case(CaseClass.HttpRequests, $"http: {Of(Role.Both, tls)}: {request.Name}, and 200 000 bytes of the body", async script =>
        {
            Leg client = await script.ConnectAsync("client", Role.Both, tls);
            await client.SendAsync($"{request.Head}{Host}{OneGiB}");
            await client.SendAsync(new byte[200_000]);
            await script.ReadToEndsAsync(takesThatSecond: true);
        });
}
