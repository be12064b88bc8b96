using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace RpcHttpProxy.Client.Tests;

/// <summary>A proxy that does what a test says, byte by byte.</summary>
internal sealed class ScriptedProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly SslServerAuthenticationOptions? _tls;

    /// <param name="tls">Speaks TLS when given.</param>
    public ScriptedProxy(SslServerAuthenticationOptions? tls = null)
    {
        _tls = tls;
        _listener.Start();
    }

    /// <summary>Where nobody listens: a port that is never handed out, unlike one that was just given back.</summary>
    public static Uri Nobody { get; } = new("http://127.0.0.1:1");

    public Uri Url => new($"{(_tls is null ? "http" : "https")}://{_listener.LocalEndpoint}");

    public string Authority => _listener.LocalEndpoint.ToString()!;

    /// <summary>The next connection.</summary>
    public async Task<ScriptedExchange> AcceptAsync()
    {
        Socket socket = await _listener.AcceptSocketAsync().WaitAsync(ScriptedExchange.Patience);
        if (_tls is null)
        {
            return new ScriptedExchange(socket);
        }

        SslStream stream = new(new NetworkStream(socket, ownsSocket: true));
        await stream.AuthenticateAsServerAsync(_tls).WaitAsync(ScriptedExchange.Patience);
        return new ScriptedExchange(socket, stream);
    }

    /// <summary>The next connection, its request head read.</summary>
    public async Task<ScriptedExchange> AcceptRequestAsync()
    {
        ScriptedExchange exchange = await AcceptAsync();
        await exchange.ReadHeadAsync();
        return exchange;
    }

    public void Dispose() => _listener.Dispose();
}
