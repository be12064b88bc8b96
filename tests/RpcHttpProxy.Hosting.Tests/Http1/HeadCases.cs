namespace RpcHttpProxy.Hosting.Tests.Http1;

/// <summary>Heads as clients send them, by intent, by mistake and in malice; Latin-1, each byte a character.</summary>
internal static class HeadCases
{
    private const string Rpc = "RPC_IN_DATA /rpc/rpcproxy.dll?s:1 HTTP/1.1\r\nHost: p\r\n";

    private static readonly string[] s_lines =
    [
        "RPC_IN_DATA /rpc/rpcproxy.dll?s:1 HTTP/1.1", "RPC_OUT_DATA /RPC/RpcProxy.DLL HTTP/1.1", "rpc_in_data / HTTP/1.1", "GET / HTTP/1.0", "POST / HTTP/1.1", "PUT / HTTP/1.0",
        "GET /? HTTP/1.1", "GET /a?b?c=d%20e%ff HTTP/1.1", "GET /a#b HTTP/1.1", "GET //a//b HTTP/1.1",
        "GET /%72pc/%52pc HTTP/1.1", "GET /%2f%2F HTTP/1.1", "GET /%00 HTTP/1.1", "GET /%zz%4 HTTP/1.1", "GET /%c3%a9 HTTP/1.1", "GET /%ff%c3 HTTP/1.1", "GET /%0a%20 HTTP/1.1",
        "GET /a/./b/../c HTTP/1.1", "GET /.. HTTP/1.1", "GET /../../a HTTP/1.1", "GET /a/.. HTTP/1.1", "GET /a/../ HTTP/1.1", "GET /a/. HTTP/1.1", "GET /a//../b HTTP/1.1",
        "GET /..a/.b/c.. HTTP/1.1", "GET /%2e%2e/a/%2E HTTP/1.1", "GET /a?b/../c HTTP/1.1", "GET /. HTTP/1.1", "GET /./ HTTP/1.1",
        "GET /\xe9 HTTP/1.1", "GET /a?\xe9 HTTP/1.1", "GET /a\0b HTTP/1.1", "GET /a\x01" + "b HTTP/1.1", "GET /a\tb HTTP/1.1", "GET /a\rb HTTP/1.1",
        "GET * HTTP/1.1", "OPTIONS * HTTP/1.1", "GET ** HTTP/1.1", "GET %2f HTTP/1.1", "GET ?a HTTP/1.1", "GET a HTTP/1.1", "GET a/b HTTP/1.1",
        "CONNECT p HTTP/1.1", "CONNECT p:1 HTTP/1.1", "CONNECT [::1]:1 HTTP/1.1", "CONNECT u@p:1 HTTP/1.1", "CONNECT / HTTP/1.1", "GET p:1 HTTP/1.1", "CONNECT p_q HTTP/1.1",
        "GET http://p/rpc/a?b HTTP/1.1", "GET http://p HTTP/1.1", "GET http://p?a HTTP/1.1", "GET http://p:80/ HTTP/1.1", "GET http://q/ HTTP/1.1", "GET http://P/ HTTP/1.1",
        "GET HTTP://p/ HTTP/1.1", "GET https://p/a HTTP/1.1", "GET https://p:443/a HTTP/1.1", "GET http://u@p/ HTTP/1.1", "GET http:// HTTP/1.1", "GET http://p/%2e%2e/%c3%a9%2fa HTTP/1.1",
        "GET http://p/a/../b HTTP/1.1", "GET http://p:81/ HTTP/1.1", "GET http://p/\xe9 HTTP/1.1", "GET ftp://p/ HTTP/1.1", "GET http://[::1]/ HTTP/1.1", "GET http://p/%00 HTTP/1.1",
        "GET  / HTTP/1.1", " GET / HTTP/1.1", "GET /  HTTP/1.1", "GET /   HTTP/1.1", "GET / HTTP/1.1 ", "GET /\tHTTP/1.1", "GET\t/ HTTP/1.1", "GET / ", "GET /", "GET ", "GET", "G",
        "GET / HTTP/1.2", "GET / HTTP/0.9", "GET / HTTP/2.0", "GET / HTTP/3.0", "GET / http/1.1", "GET / HTTP/1.", "GET / HTTP/1.10", "GET / HTTPS/1.1", "GET / FTP/1.1x", "GET / HTTP/9.9",
        "PRI * HTTP/2.0", "RPC IN_DATA / HTTP/1.1", "RPC(IN) / HTTP/1.1", "RPC\xe9 / HTTP/1.1", "M-SEARCH /a HTTP/1.1", "!#$%&'*+-.^_`|~ / HTTP/1.1", "G\0T / HTTP/1.1",
        "\x16\x03\x01\x02\0\x01", $"GET /{new string('a', 490)} HTTP/1.1", $"GET /{new string('a', 496)} HTTP/1.1", $"GET /{new string('a', 495)} HTTP/1.1", $"GET /{new string('a', 600)} HTTP/1.1",
        $"{new string('G', 600)} / HTTP/1.1", $"{new string('G', 600)}",
    ];

    private static readonly string[] s_fields =
    [
        "", "Content-Length: 0", "Content-Length: 5", "Content-Length: 1073741824", "Content-Length: 9223372036854775807", "Content-Length: 9223372036854775808", "Content-Length: -1",
        "Content-Length: -0", "Content-Length: +5", "Content-Length: 5,5", "Content-Length: 5, 5", "Content-Length: 0x5", "Content-Length: 5 ", "Content-Length:  5", "Content-Length:5", "Content-Length:",
        "Content-Length: 5\r\nContent-Length: 5", "Content-Length: 5\r\ncontent-length: 6", "Content-Length: \xb2", "content-LENGTH: 007", "Content-Length: 1e3", "Content-Length: 5;", "Content-Length: 00000000000000000005", "Content-Length: 000000000000000000005", "Content-Length: 123456789012345678901",
        "Content-Length: 5\0", "Content-Length: \v5", "Content-Length: 5\f", "Content-Length: 5\xa0", "Content-Length: five",
        "Transfer-Encoding: chunked", "Transfer-Encoding: Chunked", "Transfer-Encoding: identity", "Transfer-Encoding: gzip, chunked", "Transfer-Encoding: chunked, gzip", "Transfer-Encoding:",
        "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked", "Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip", "Transfer-Encoding: chunked\r\nContent-Length: 5",
        "Content-Length: 5\r\nTransfer-Encoding: chunked", "Transfer-Encoding: chunked,", "Transfer-Encoding: xchunked", "Transfer-Encoding: chunked;a=b", "Transfer-Encoding: \"chunked\"", "Transfer-Encoding : chunked",
        "Transfer-Encoding: identity\r\nContent-Length: 5", "Transfer-Encoding: \tchunked\t", "Transfer-Encoding: , ,", "Transfer-Encoding: chunked chunked",
        "Connection: close", "Connection: Keep-Alive", "Connection: keep-alive, close", "Connection: Upgrade\r\nUpgrade: websocket", "Connection: Upgrade\r\nContent-Length: 5", "Connection: upgrade\r\nTransfer-Encoding: chunked",
        "Connection: closed", "Connection:", "Connection: TE, close", "Connection: close\r\nConnection: keep-alive", "Connection: Upgrade\r\nContent-Length: 0", "Connection: keep-alive x",
        "Expect: 100-continue", "Host: q", "Host:", "X-A: 1\r\nX-A: 2\r\nx-a: 3", "X-Empty:", "X-Empty:   \t ", "X:y", "X-Spaces: \t a b \t", "X-Obs: a\r\n b", "X-Obs: a\r\n\tb", " X-Leading: a", "\tX-Leading: a",
        "X-Name : a", "X\tName: a", "X Name: a", ": a", "NoColon", "X(a): b", "X\xe9: b", "X-Utf8: \xc3\xa9", "X-Latin: \xe9", "X-Cp1252: \x80", "X-Cut: \xc3", "X-All: \x81\x9f\xa0\xff", "Transfer-Encoding: chunked\xa0", "Transfer-Encoding: chunked,\xa0", "Transfer-Encoding: \x85" + "chunked", "Transfer-Encoding: \xff", "Connection: close\xa0", "Authorization: Basic \xff\xfe", "X-Nul: a\0b", "X\0: b", "X-Control: a\x01" + "b", "X-Del: a\x7f" + "b", "X-Cr: a\rb", "X-Cr: a\r",
        "X-Lf: a\nX-B: c", "\r", "X-Colons: a:b:c", "Authorization: Basic eDp5\r\nAuthorization: Basic eA==", "X-1: 1\r\nX-2: 2\r\nX-3: 3\r\nX-4: 4\r\nX-5: 5\r\nX-6: 6\r\nX-7: 7",
        "X-1: 1\r\nX-2: 2\r\nX-3: 3\r\nX-4: 4\r\nX-5: 5\r\nX-6: 6\r\nX-7: 7\r\nX-8: 8", $"X: {new string('v', 1_010)}", $"X: {new string('v', 1_011)}", $"X: {new string('v', 1_012)}", $"X: {new string('v', 1_013)}", $"X: {new string('v', 1_014)}",
        $"X: {new string('v', 3_000)}", $"X: {new string('v', 500)}\r\nY: {new string('v', 600)}", $"{new string('n', 3_000)}: v",
    ];

    private static readonly string[] s_hosts =
    [
        "p", "", "p:80", "p:", ":80", "p:x", "p:80x", "p q", "p,q", "p/q", "a.b-c_d~e", "!$&'()", "p*", "p%41", "u@p", "[::1]", "[::1]:80", "[::1", "[:]", "[::]", "[::g]", "[::1]x", "[::1]:", "[1.2.3.4]", "127.0.0.1:593",
        "p:99999999", "\xe9", "\xc3\xa9", "p\t", "-", "[]", "[::1]:8x",
    ];

    public static IEnumerable<string> All =>
    [
        .. s_lines.Select(line => $"{line}\r\nHost: p\r\n\r\n"),
        .. s_fields.Select(each => $"{Rpc}{(each.Length == 0 ? "" : each + "\r\n")}\r\n"),
        .. s_fields.Where(each => each.Contains("Connection", StringComparison.Ordinal) || each.Contains("Encoding", StringComparison.Ordinal))
            .Select(each => $"RPC_IN_DATA / HTTP/1.0\r\nHost: p\r\n{each}\r\n\r\n"),
        .. s_hosts.Select(host => $"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n"),
        .. s_hosts.Select(host => $"GET / HTTP/1.0\r\nHost: {host}\r\n\r\n"),
        .. s_hosts.Select(host => $"GET http://p/ HTTP/1.1\r\nHost: {host}\r\n\r\n"),
        .. s_hosts.Select(host => $"CONNECT {host} HTTP/1.1\r\nHost: {host}\r\n\r\n"),
        "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.0\r\n\r\n", "CONNECT p:1 HTTP/1.1\r\nHost: p:1\r\n\r\n", "CONNECT p:1 HTTP/1.0\r\n\r\n", "GET http://p/ HTTP/1.0\r\n\r\n", "OPTIONS * HTTP/1.1\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: x y\r\n\r\n", "GET http://[::1]:81/a HTTP/1.1\r\nHost: [::1]:81\r\n\r\n", "GET https://p/ HTTP/1.1\r\nHost: p:443\r\n\r\n", "GET https://p/ HTTP/1.1\r\nHost: p:80\r\n\r\n",
        "GET http://P/ HTTP/1.1\r\nHost: P\r\n\r\n", "POST / HTTP/1.0\r\nHost: p\r\n\r\n", "GET / HTTP/1.1\nHost: p\n\n", "GET / HTTP/1.1\r\nHost: p\n\r\n", "GET / HTTP/1.1\r\nHost: p\r\n\n", "GET / HTTP/1.1\nHost: p\r\n\r\n",
        "\r\nGET / HTTP/1.1\r\nHost: p\r\n\r\n", "\n\r\r\nGET / HTTP/1.1\r\nHost: p\r\n\r\n", " \r\nGET / HTTP/1.1\r\nHost: p\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "\0\r\n\r\n",
        "GET / HTTP/1.1\r\n: a\r\nHost: p\r\n\r\n", "GET / HTTP/1.1\r\nHost: p\r\nHost: p\r\n\r\n", "GET / HTTP/1.0\r\nHost: p\r\nHost: q\r\n\r\n", "GET / HTTP/1.1\r\n\rHost: p\r\n\r\n", "GET / HTTP/1.1\r\nHost : p\r\n\r\n",
    ];
}
