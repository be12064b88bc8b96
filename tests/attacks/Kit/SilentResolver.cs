using System.Net;
using System.Net.Sockets;

namespace RpcHttpProxy.Attacks.Tests.Kit;

/// <summary>A DNS server that is asked and never answers. Port 53, since resolv.conf(5) names no other: for root only.</summary>
internal sealed class SilentResolver : IDisposable
{
    private const int Port = 53;
    private const int LongestQuery = 512;

    private static readonly IPAddress s_address = IPAddress.Parse("127.0.53.53");

    private readonly Socket _socket = new(SocketType.Dgram, ProtocolType.Udp);

    public SilentResolver() => _socket.Bind(new IPEndPoint(s_address, Port));

    /// <summary>A resolv.conf that knows no other server, and waits for this one as long as it may: half a minute, twice.</summary>
    public static string Configuration => $"nameserver {s_address}\noptions timeout:30 attempts:2\n";

    /// <summary>Completes when it has been asked.</summary>
    public async Task AskedAsync()
    {
        using var late = new CancellationTokenSource(Patience.Limit);
        await _socket.ReceiveAsync(new byte[LongestQuery], late.Token);
    }

    public void Dispose() => _socket.Dispose();
}
