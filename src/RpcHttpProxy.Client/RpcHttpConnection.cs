using System.IO.Pipelines;
using Microsoft.Extensions.Logging;
using RpcHttpProxy.Client.Channels;
using RpcHttpProxy.Core;
using RpcHttpProxy.Core.Client;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.Transport.Sessions;

namespace RpcHttpProxy.Client;

/// <summary>
/// An open virtual connection to an RPC server behind RPC over HTTP proxies: <see cref="Transport"/> carries RPC PDUs ([C706] chapter 12)
/// both ways, as a TCP connection to the server would.
/// </summary>
public sealed class RpcHttpConnection : IAsyncDisposable
{
    private readonly RoleHost _host;
    private readonly RequestChannelOpener _opener;
    private readonly ClientConnection _connection;
    private readonly ISession _session;

    private RpcHttpConnection(RoleHost host, RequestChannelOpener opener, ClientConnection connection, ISession session)
    {
        _host = host;
        _opener = opener;
        _connection = connection;
        _session = session;
    }

    /// <summary>The virtual connection cookie: the name under which every role's trace knows this connection.</summary>
    public RtsCookie Cookie => _session.Cookie;

    /// <summary>
    /// RPC PDUs, whole, both ways. The reader completes when the connection has ended, with an <see cref="IOException"/> when it was
    /// aborted; completing the writer closes the connection.
    /// </summary>
    public IDuplexPipe Transport => _opener.Upper.Other;

    /// <summary>Completes when the connection has ended. Never faults.</summary>
    public Task Ended => _session.Ended;

    /// <summary>Why the connection ended; null while it lives.</summary>
    public CloseReason? Reason => _session.Reason;

    /// <summary>The reason in a sentence; empty while the connection lives.</summary>
    public string Detail => _session.Detail;

    /// <summary>How a proxy ended the connection; null when none did by a response.</summary>
    public ProxyRefusal? Refusal => _opener.Refusal;

    /// <summary>The inbound proxy's receive window in bytes (CONN/C2).</summary>
    public uint PeerReceiveWindow => _connection.InChannel.Sending.Window.PeerReceiveWindow;

    /// <summary>How often a channel was replaced by its successor so far, for each of the four sequences.</summary>
    public IReadOnlyDictionary<RecyclingSequence, long> Recycled => _host.Snapshot().Recycled;

    /// <summary>Connection time-out of the IN channel (CONN/C2).</summary>
    public TimeSpan InConnectionTimeout => TimeSpan.FromMilliseconds(_connection.InConnectionTimeout);

    /// <summary>Connection time-out of the OUT channel (CONN/A3).</summary>
    public TimeSpan OutConnectionTimeout => TimeSpan.FromMilliseconds(_connection.OutConnectionTimeout);

    // [rpch 3.2.2.4.1/1, 3.2.2.4.1.1/1] opening: proxy use where it was asked for, then the channels
    /// <summary>Opens a virtual connection (3.2.2.4.1.2): both channel requests, CONN/A1, CONN/B1, until CONN/C2.</summary>
    /// <exception cref="ArgumentException">The options aren't valid; the message lists every fault.</exception>
    /// <exception cref="RpcHttpAuthenticationException">A proxy doesn't take the credentials, or asks for some.</exception>
    /// <exception cref="RpcHttpOpenException">A proxy can't be reached, refused, or took too long.</exception>
    public static async Task<RpcHttpConnection> OpenAsync(RpcHttpConnectionOptions options, CancellationToken cancellation = default)
    {
        IReadOnlyList<string> faults = options.Faults();
        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join(" ", faults), nameof(options));
        }

        RequestChannelOpener opener = new(options);
        RoleHost host = new(
            new ClientRole(),
            new RoleHostOptions { Node = options.Node, MaxWaitingBytes = RoleHostOptions.WaitingBytesFor(options.ReceiveWindowSize) },
            opener,
            options.Trace,
            options.Time,
            options.LoggerFactory.CreateLogger<RoleHost>());
        ClientConnection connection = new(
            RtsCookie.CreateRandom(), RtsCookie.CreateRandom, options.ToVariables());

        try
        {
            return new RpcHttpConnection(host, opener, connection, await host.OpenAsync(connection, cancellation));
        }
        catch (Exception exception)
        {
            if (cancellation.IsCancellationRequested)
            {
                opener.Abort();     // a proxy's last word is no longer awaited
            }

            await host.DisposeAsync();      // waits for the channels, whose last word may be the refusal
            if (exception is VirtualConnectionException failed)
            {
                throw Failure(failed, opener, options);
            }

            throw;
        }
    }

    /// <summary>Closes the connection in order (3.2.2.4.3): what was written goes out, then the channels end.</summary>
    public Task CloseAsync()
    {
        _session.Close(CloseReason.ClosedByHigherLayer, "the program closed the connection");
        return Ended;
    }

    /// <summary>Closes the connection and waits until its channels are closed. What wasn't read is dropped.</summary>
    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _opener.Upper.Channel.Abort();
        await _host.DisposeAsync();
    }

    private static RpcHttpException Failure(VirtualConnectionException failed, RequestChannelOpener opener, RpcHttpConnectionOptions options)
    {
        if (opener.AuthenticationFailure is { } unproven)
        {
            return new RpcHttpAuthenticationException(unproven.Message, unproven.Refusal?.OfferedSchemes ?? [], unproven.Refusal, failed);
        }

        ProxyRefusal? refusal = opener.Refusal;
        string message = Explain(failed, refusal, options);
        return refusal is { IsAuthentication: true }
            ? RpcHttpAuthenticationException.From(message, refusal, options.Credentials, failed)
            : new RpcHttpOpenException(failed.Reason, message, refusal, failed);
    }

    /// <summary>A refusal that came after the end it explains is no part of the message yet.</summary>
    private static string Explain(VirtualConnectionException failed, ProxyRefusal? refusal, RpcHttpConnectionOptions options)
    {
        string message = failed.Reason == CloseReason.SetupTimeout
            ? $"{options.InboundProxy.Authority} and {options.OutboundProxy.Authority} gave no connection to {options.Server} "
                + $"within {options.SetupTimeout.TotalSeconds:0.###} s: {failed.Message}"
            : failed.Message;
        return refusal is null || failed.Reason == CloseReason.RequestRefused ? message : $"{message}; a proxy said {refusal}";
    }
}
