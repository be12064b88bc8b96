using System.Net;
using System.Net.Sockets;

namespace RpcHttpProxy.Client.Tests;

/// <summary>A proxy that does what a test says, byte by byte.</summary>
internal sealed class ScriptedProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public ScriptedProxy() => _listener.Start();

    /// <summary>Where nobody listens: a port that is never handed out, unlike one that was just given back.</summary>
    public static Uri Nobody { get; } = new("http://127.0.0.1:1");

    public Uri Url => new($"http://{_listener.LocalEndpoint}");

    public string Authority => _listener.LocalEndpoint.ToString()!;

    /// <summary>The next connection.</summary>
    public async Task<ScriptedExchange> AcceptAsync() => new(await _listener.AcceptSocketAsync().WaitAsync(ScriptedExchange.Patience));

    /// <summary>The next connection, its request head read.</summary>
    public async Task<ScriptedExchange> AcceptRequestAsync()
    {
        ScriptedExchange exchange = await AcceptAsync();
        await exchange.ReadHeadAsync();
        return exchange;
    }

    public void Dispose() => _listener.Dispose();
}
