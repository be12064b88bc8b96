namespace RpcHttpProxy.Hosting.Tests.Edge;

/// <summary>What is asked of the admin listener, and what is answered.</summary>
internal static class AdminCases
{
    private const string Healthy = "200 | content-length: 3 | date | goes on";
    private const string Elsewhere = "404 | content-length: 23 | date | goes on";
    private const string Unknown = "501 | content-length: 37 | date | goes on";
    private const string Method = "405 | allow: get, head | content-length: 31 | date | goes on";
    private const string Foreign = "403 | content-length: 86 | date | goes on";
    private const string ByKestrel = " | connection: close | content-length: 0 | date | closed";

    private static readonly string[] s_paths = ["/health", "/counters"];
    private static readonly string[] s_elsewhere = ["/", "/nothing", "/Health", "/health/", "//health", "/health;a", "/rpc/rpcproxy.dll"];
    private static readonly string[] s_others = ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "RPC_IN_DATA"];
    private static readonly string[] s_unknown = ["CONNECT", "FOO", "get"];

    /// <summary>Requests and answers.</summary>
    public static Dictionary<string, string> All { get; } = new(
    [
        .. s_paths.SelectMany(path => s_others.Select(method => Of(method, path, Method))),
        .. s_paths.SelectMany(path => s_unknown.Select(method => Of(method, path, Unknown))),
        .. s_elsewhere.Select(path => Of("GET", path, Elsewhere)),
        Of("GET", "/health", Healthy), Of("HEAD", "/health", Healthy), Of("GET", "/health?a", Healthy), Of("GET", "/%68ealth", Healthy), Of("GET", "http://LOCALHOST/health", Healthy),
        Of("OPTIONS", "*", "204 | allow: get, head, options | date | goes on"),
        Of("GET", "*", "405 | allow: options" + ByKestrel),
        Of("GET", "http://evil.example/health", Foreign),
        With("GET", "/health", "Host: evil.example\r\n", Foreign), With("HEAD", "/health", "Host: evil.example\r\n", Foreign),
        With("GET", "/health", "", "400" + ByKestrel),
        new("GET /health HTTP/1.0\r\n\r\n", "200 | connection: close | content-length: 3 | date | closed"),
        new("GET /health HTTP/2.0\r\nHost: localhost\r\n\r\n", "505" + ByKestrel),
        new("GET /health HTTP/1.1\nHost: localhost\n\n", "400" + ByKestrel),
        With("GET", "/health", "Host: localhost\r\nX: a\r\n b\r\n", "400" + ByKestrel),
        With("GET", "/health", "Host: localhost\r\nContent-Length: +0\r\n", "400" + ByKestrel),
        With("GET", "/health", "Host: localhost\r\nContent-Length: 0\r\nContent-Length: 0\r\n", "400" + ByKestrel),
        new("POST /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello", Method),
        new("POST /health HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", Method),
        new("POST /health HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", "405 | allow: get, head | connection: close | content-length: 31 | date | closed"),
    ]);

    private static KeyValuePair<string, string> Of(string method, string target, string answer) => With(method, target, "Host: localhost\r\n", answer);

    private static KeyValuePair<string, string> With(string method, string target, string fields, string answer) => new($"{method} {target} HTTP/1.1\r\n{fields}\r\n", answer);
}
