using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using RpcHttpProxy.Services;

namespace RpcHttpProxy.EndToEnd.Tests.Kit;

/// <summary>The echo service at a plain TCP port of this process, as a server that knows nothing of HTTP.</summary>
internal sealed class PlainEchoServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    public PlainEchoServer()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndpoint;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting.WaitAsync(Patience.Limit);
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var service = RpcService.Echo();
        var sessions = new List<Task>();
        try
        {
            while (true)
            {
                sessions.Add(ServeAsync(await _listener.AcceptSocketAsync(_stop.Token), service));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(sessions);
        }
    }

    private async Task ServeAsync(Socket socket, RpcService service)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            await RpcServiceSession.RunAsync(new Wire(PipeReader.Create(stream), PipeWriter.Create(stream)), service, _stop.Token);
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private sealed record Wire(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
