using System.Text;

namespace RpcHttpProxy.Attacks.Tests.Kit;

/// <summary>Heads of requests, with what goes into them. Header lines end with CR LF.</summary>
internal static class Requests
{
    private const uint InLength = 1 << 30;

    /// <summary>[MS-RPCH] 2.1.2.1.5: a request whose response is an echo.</summary>
    public static string Echo(string headers = "") => $"RPC_IN_DATA /rpc/rpcproxy.dll HTTP/1.1\r\nHost: proxy\r\nContent-Length: 0\r\n{headers}\r\n";

    /// <summary>The request of an IN channel.</summary>
    public static string In(string server, string headers = "") =>
        $"RPC_IN_DATA /rpc/rpcproxy.dll?{server} HTTP/1.1\r\nHost: proxy\r\nContent-Length: {InLength}\r\n{headers}\r\n";

    /// <summary>The request of an OUT channel; a successor's body is longer by one cookie.</summary>
    public static string Out(string server, string headers = "", bool isSuccessor = false) =>
        $"RPC_OUT_DATA /rpc/rpcproxy.dll?{server} HTTP/1.1\r\nHost: proxy\r\n"
        + $"Content-Length: {(isSuccessor ? Rts.OutR1A3Length : Rts.ConnA1Length)}\r\n{headers}\r\n";

    /// <summary>GET on the admin listener.</summary>
    public static string Get(string path) => $"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

    public static string Basic(string user, string password) =>
        $"Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))}\r\n";
}
