namespace RpcHttpProxy.Hosting.Tests.Edge;

/// <summary>What is asked of a proxy, and what is answered; the section that says so is in specs/http-edge.md. Latin-1, each byte a character.</summary>
internal static class SurfaceCases
{
    private const string Echo = "200 | connection: keep-alive | content-length: 20 | date | goes on";
    private const string LastEcho = "200 | connection: close | content-length: 20 | date | closed";
    private const string Elsewhere = "404 | connection: close | content-length: 23 | date | closed";
    private const string Unknown = "501 | connection: close | content-length: 37 | date | closed";
    private const string Method = "405 | allow: rpc_in_data, rpc_out_data | connection: close | content-length: 45 | date | closed";
    private const string CheckMethod = "405 | allow: get, head | connection: close | content-length: 31 | date | closed";
    private const string Healthy = "200 | content-length: 3 | date | goes on";
    private const string ByKestrel = " | connection: close | content-length: 0 | date | closed";
    private const string Malformed = "400" + ByKestrel;

    private static readonly string[] s_known = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"];
    private static readonly string[] s_unknown = ["CONNECT", "PROPFIND", "FOO", "get", "rpc_in_data", "RPC_IN_DATAX"];

    /// <summary>Requests and answers.</summary>
    public static Dictionary<string, string> All { get; } = new(
    [
        .. s_known.Select(method => Of(method, "/rpc/rpcproxy.dll", Method)),
        .. s_known.Select(method => Of(method, "/nothing", Elsewhere)),
        .. s_known[2..].Select(method => Of(method, "/rpc/healthcheck.htm", CheckMethod)),
        .. s_unknown.Select(method => Of(method, "/rpc/rpcproxy.dll", Unknown)),
        .. s_unknown.Select(method => Of(method, "/nothing", Unknown)),
        .. s_unknown.Select(method => Of(method, "/rpc/healthcheck.htm", Unknown)),
        .. Targets, .. Paths, .. Hosts, .. Versions, .. Fields,
    ]);

    private static IEnumerable<KeyValuePair<string, string>> Targets =>
    [
        Of("OPTIONS", "*", "204 | allow: rpc_in_data, rpc_out_data, get, head, options | date | goes on"),
        Of("GET", "*", "405 | allow: options" + ByKestrel),
        new("CONNECT localhost:80 HTTP/1.1\r\nHost: localhost:80\r\nContent-Length: 0\r\n\r\n", Unknown),
        Of("CONNECT", "other:80", Malformed),
        Of("RPC_OUT_DATA", "localhost:80", "405 | allow: connect" + ByKestrel),
        Of("RPC_OUT_DATA", "rpc/rpcproxy.dll", Malformed),
        Of("RPC_OUT_DATA", "?a", Malformed),
        Of("RPC_OUT_DATA", "http://localhost/rpc/rpcproxy.dll", Echo),
        Of("RPC_OUT_DATA", "http://LocalHost/rpc/rpcproxy.dll", Echo),
        Of("RPC_OUT_DATA", "http://localhost:80/rpc/rpcproxy.dll", Echo),
        Of("RPC_OUT_DATA", "http://localhost:81/rpc/rpcproxy.dll?s:1", Echo),
        Of("RPC_OUT_DATA", "https://localhost/rpc/rpcproxy.dll", Echo),
        Of("RPC_OUT_DATA", "http://other/rpc/rpcproxy.dll", Echo),
        Of("RPC_OUT_DATA", "http://evil.example/rpc/rpcproxy.dll", "403 | connection: close | content-length: 99 | date | closed"),
        With("RPC_OUT_DATA", "http://localhost/rpc/rpcproxy.dll", "Host: LOCALHOST\r\n", Echo),
        With("RPC_OUT_DATA", "http://localhost/rpc/rpcproxy.dll", "Host: evil.example\r\n", Echo),
        With("RPC_OUT_DATA", "http://localhost/rpc/rpcproxy.dll", "", Malformed),
        Of("RPC_OUT_DATA", "HTTP://localhost/rpc/rpcproxy.dll", Malformed),
        Of("RPC_OUT_DATA", "ftp://localhost/rpc/rpcproxy.dll", Malformed),
        Of("RPC_OUT_DATA", "http://localhost", Elsewhere),
        Of("GET", "http://localhost/rpc/healthcheck.htm", Healthy),
    ];

    private static IEnumerable<KeyValuePair<string, string>> Paths =>
    [
        Of("RPC_OUT_DATA", "/rpc", Elsewhere), Of("RPC_OUT_DATA", "/rpc/", Elsewhere), Of("RPC_OUT_DATA", "/", Elsewhere),
        Of("RPC_OUT_DATA", "/rpc/rpcproxy.dll", Echo), Of("RPC_OUT_DATA", "/RPC/RPCPROXY.DLL", Echo), Of("RPC_OUT_DATA", "/rpc/rpcproxy.dll?", Echo),
        Of("RPC_OUT_DATA", "/rpc/rpcproxy.dll??a/../b", Echo), Of("RPC_OUT_DATA", "/rpc/%72pcproxy%2edll", Echo), Of("RPC_OUT_DATA", "/./rpc/x/../rpcproxy.dll", Echo),
        Of("RPC_OUT_DATA", "/../rpc/rpcproxy.dll", Echo), Of("RPC_OUT_DATA", "/rpc/x/%2e%2E/rpcproxy.dll", Echo),
        Of("RPC_OUT_DATA", "/rpc/rpcproxy.dll/", Elsewhere), Of("RPC_OUT_DATA", "/rpc/rpcproxy.dll/.", Elsewhere), Of("RPC_OUT_DATA", "//rpc/rpcproxy.dll", Elsewhere),
        Of("RPC_OUT_DATA", "/rpc//rpcproxy.dll", Elsewhere), Of("RPC_OUT_DATA", "/rpc%2frpcproxy.dll", Elsewhere), Of("RPC_OUT_DATA", "/rpc\\rpcproxy.dll", Elsewhere),
        Of("RPC_OUT_DATA", "/rpc/rpcproxy.dll;a", Elsewhere), Of("RPC_OUT_DATA", "/rpc/rpcproxy.dll%3Fs:1", Elsewhere), Of("RPC_OUT_DATA", "/rpc/rpcproxy.dll#a", Elsewhere),
        Of("RPC_OUT_DATA", "/rpc/rpcproxy.dll%zz", Elsewhere), Of("RPC_OUT_DATA", "/rpc/rpcproxy.dll%20", Elsewhere), Of("RPC_OUT_DATA", "/rpc/rpcproxy.dll\x01", Elsewhere),
        Of("RPC_OUT_DATA", "/rpc/rpcproxy.dll%00", Malformed), Of("RPC_OUT_DATA", "/rpc/rpcproxy.dll\0", Malformed), Of("RPC_OUT_DATA", "/rpc/rpcproxy.dll\xe9", Malformed),
        Of("RPC_OUT_DATA", "/rpcwithcert/rpcproxy.dll", "403 | connection: close | content-length: 37 | date | closed"),
        Of("RPC_OUT_DATA", "/rpcwithcert/rpcproxy.dll/", Elsewhere),
        Of("GET", "/rpc/healthcheck.htm", Healthy), Of("HEAD", "/rpc/healthcheck.htm", Healthy), Of("GET", "/RPC/HealthCheck.HTM?a", Healthy),
        Of("GET", "/rpc/healthcheck.htm/", Elsewhere), Of("RPC_OUT_DATA", "/rpc/healthcheck.htm", CheckMethod),
    ];

    private static IEnumerable<KeyValuePair<string, string>> Hosts =>
    [
        .. ((string[])["Host:\r\n", "Host: localhost:99\r\n", "Host: LOCALHOST\r\n", "Host:localhost \r\n", "Host: [::1]\r\n", "Host: [::1]:80\r\n", "Host: 127.0.0.1\r\n", "Host: a_b\r\n"])
            .Select(host => With("RPC_OUT_DATA", "/rpc/rpcproxy.dll", host, Echo)),
        .. ((string[])["", "Host: a@localhost\r\n", "Host: localhost\r\nHost: localhost\r\n", "Host: a,b\r\n", "Host: a b\r\n", "Host: a/\r\n", "Host: a%41\r\n", "Host: [::1\r\n", "Host: a:b\r\n", "Host : localhost\r\n"])
            .Select(host => With("RPC_OUT_DATA", "/rpc/rpcproxy.dll", host, Malformed)),
        With("RPC_OUT_DATA", "/rpc/rpcproxy.dll", "Host: evil.example\r\n", "403 | connection: close | content-length: 99 | date | closed"),
    ];

    private static IEnumerable<KeyValuePair<string, string>> Versions =>
    [
        Old("", LastEcho), Old("Connection: keep-alive\r\n", Echo), Old("Connection: Keep-Alive, X\r\n", Echo), Old("Connection: keep-alive, close\r\n", LastEcho),
        Old("Proxy-Connection: keep-alive\r\n", LastEcho), Old("Expect: 100-continue\r\n", LastEcho), Old("Host: localhost\r\nHost: localhost\r\n", Malformed),
        Old("Transfer-Encoding: chunked\r\n", "400 | connection: close | content-length: 39 | date | closed"),
        .. ((string[])["HTTP/1.2", "HTTP/2.0", "HTTP/3.0", "HTTP/0.9", "http/1.1"]).Select(version => Line($"RPC_OUT_DATA /rpc/rpcproxy.dll {version}", "505" + ByKestrel)),
        .. ((string[])["RPC_OUT_DATA /rpc/rpcproxy.dll", "RPC_OUT_DATA /rpc/rpcproxy.dll HTTP/1.10", "RPC_OUT_DATA  /rpc/rpcproxy.dll HTTP/1.1", "RPC_OUT_DATA\t/rpc/rpcproxy.dll HTTP/1.1", " RPC_OUT_DATA /rpc/rpcproxy.dll HTTP/1.1", "RPC(OUT) / HTTP/1.1"])
            .Select(line => Line(line, Malformed)),
    ];

    private static IEnumerable<KeyValuePair<string, string>> Fields =>
    [
        .. ((string[])["Expect: 100-continue", "Expect: x", "TE: trailers", "Connection: TE\r\nTE: trailers", "Connection: x", "Connection: Content-Length", "Connection: Upgrade\r\nUpgrade: websocket",
            "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__", "X: \x01", "X: \xe9", "X:"]).Select(each => Field(each, Echo)),
        .. ((string[])["Connection: close", "Connection: CLOSE", "Connection: keep-alive, close", "Connection: x,close", "Connection: keep-alive\r\nConnection: close"]).Select(each => Field(each, LastEcho)),
        .. ((string[])["X: a\r\n b", "X: a\nY: b", "X: a\rY: b", "X: a\0b", "X : a", ": a", "X", " X: a", "Content-Length: 0"]).Select(each => Field(each, Malformed)),
        .. ((string[])["0, 0", "+0", "-0", "-1", "0x0", "0.0", "", "0 0", "9223372036854775808", "00000000000000000000"]).Select(length => Framed($"Content-Length: {length}\r\n", Malformed)),
        Framed("Content-Length: 00\r\n", Echo),
        Framed("", "400 | connection: close | content-length: 28 | date | closed"),
        Framed("Transfer-Encoding: chunked\r\n", "400 | connection: close | content-length: 39 | date | closed"),
        Framed("Transfer-Encoding: chunked\r\nContent-Length: 0\r\n", "400 | connection: close | content-length: 39 | date | closed"),
        Framed("Content-Length: 0\r\nTransfer-Encoding: chunked\r\n", "400 | connection: close | content-length: 39 | date | closed"),
        .. ((string[])["identity", "gzip", "chunked, gzip", "xchunked", "chunked;a=b", "\"chunked\""]).Select(coding => Framed($"Transfer-Encoding: {coding}\r\nContent-Length: 0\r\n", Malformed)),
    ];

    private static KeyValuePair<string, string> Of(string method, string target, string answer) => With(method, target, "Host: localhost\r\n", answer);

    private static KeyValuePair<string, string> With(string method, string target, string host, string answer) =>
        new($"{method} {target} HTTP/1.1\r\n{host}Content-Length: 0\r\n\r\n", answer);

    private static KeyValuePair<string, string> Old(string fields, string answer) =>
        new($"RPC_OUT_DATA /rpc/rpcproxy.dll HTTP/1.0\r\n{fields}{(fields.StartsWith("Transfer", StringComparison.Ordinal) ? "" : "Content-Length: 0\r\n")}\r\n", answer);

    private static KeyValuePair<string, string> Line(string line, string answer) => new($"{line}\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n", answer);

    private static KeyValuePair<string, string> Field(string field, string answer) => Framed($"{field}\r\nContent-Length: 0\r\n", answer);

    private static KeyValuePair<string, string> Framed(string fields, string answer) =>
        new($"RPC_OUT_DATA /rpc/rpcproxy.dll HTTP/1.1\r\nHost: localhost\r\n{fields}\r\n", answer);
}
