using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace RpcHttpProxy.Attacks.Tests.Kit;

/// <summary>
/// A loopback port for the program under attack: what it says in its log about where it listens is its own affair. Below the range
/// that connections are given their ports from, and never the same twice.
/// </summary>
internal static class FreePort
{
    private const int First = 20_000;   // above the well-known ones, below 32 768: net.ipv4.ip_local_port_range
    private const int Last = 32_000;

    private static readonly HashSet<int> s_taken = [];

    public static IPEndPoint Take()
    {
        while (true)
        {
            var candidate = new IPEndPoint(IPAddress.Loopback, RandomNumberGenerator.GetInt32(First, Last));
            lock (s_taken)
            {
                if (s_taken.Add(candidate.Port) && IsFree(candidate))
                {
                    return candidate;
                }
            }
        }
    }

    private static bool IsFree(IPEndPoint candidate)
    {
        using var probe = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Bind(candidate);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
