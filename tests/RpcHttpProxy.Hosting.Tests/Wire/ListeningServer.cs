using System.Net;
using System.Net.Sockets;

namespace RpcHttpProxy.Hosting.Tests.Wire;

/// <summary>An RPC server that takes connections, and says what a test has it say.</summary>
internal sealed class ListeningServer : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<Socket> _accepted = [];

    public ListeningServer() => _listener.Start();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The first bytes of the next connection: CONN/B2 of an inbound proxy.</summary>
    public async Task<byte[]> AcceptAsync()
    {
        using var late = new CancellationTokenSource(s_patience);
        Socket socket = await _listener.AcceptSocketAsync(late.Token);
        _accepted.Add(socket);
        var bytes = new byte[1_024];
        int read = await socket.ReceiveAsync(bytes, late.Token);
        return bytes[..read];
    }

    /// <summary>Says something on the connection that came last.</summary>
    public async Task SendAsync(params byte[] bytes)
    {
        using var late = new CancellationTokenSource(s_patience);
        await _accepted[^1].SendAsync(bytes, late.Token);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _accepted.ForEach(socket => socket.Dispose());
    }
}
