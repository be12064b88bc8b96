using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using RpcHttpProxy.Engine.Reactors;
using RpcHttpProxy.Transport.Sockets;

namespace RpcHttpProxy.Transport.Channels;

// [rpch 2.1.2.1/1] HTTP or HTTPS, mapped the same
/// <summary>
/// A channel request's connection, taken over from Kestrel once the request's head is read: all that is read and written from then on is
/// the channel's. Kestrel's own body and response machinery stays out of it, since a channel ends in ways that HTTP doesn't foresee: an OUT
/// response short of its length, a body that is no longer awaited, bytes behind a body.
/// </summary>
public sealed class HttpExchange
{
    /* Ours: how long a client that was refused in the middle of its body may take to see it and close. */
    private static readonly TimeSpan s_drainTimeout = TimeSpan.FromSeconds(1);

    private readonly IDetachedConnection _connection;
    private readonly ContentReader _body;
    private readonly TimeSpan _linger;
    private readonly TimeProvider _time;
    private readonly bool _isContinueExpected;
    private readonly int _peerPort;
    private ITimer? _drainTimer;
    private bool _isHeadWaiting;

    private HttpExchange(IDetachedConnection connection, ExchangeHead head, TimeSpan linger, TimeProvider time)
    {
        _connection = connection;
        _linger = linger;
        _time = time;
        _isContinueExpected = head.IsContinueExpected;
        ContentLength = head.ContentLength;
        _body = new ContentReader(connection.Input, ContentLength);
        _peerPort = head.PeerPort;
        PeerAddress = head.PeerAddress is { } address ? PeerName.Plain(address) : null;
    }

    /// <summary>The client, for logs.</summary>
    public string Peer => PeerName.Of(PeerAddress, _peerPort);

    /// <summary>The client's IP address.</summary>
    public IPAddress? PeerAddress { get; }

    /// <summary>The announced length of the request's body, in bytes.</summary>
    public long ContentLength { get; }

    /// <summary>The request's body.</summary>
    public PipeReader Body => _body;

    /// <summary>True when the body was consumed to its announced end.</summary>
    public bool IsBodyRead => _body.Remaining == 0;

    /// <summary>True once a response, or the head of one, was written.</summary>
    public bool IsAnswered { get; private set; }

    /// <summary>True when the connection was aborted because the client didn't read what it was answered.</summary>
    public bool IsUnread { get; private set; }

    /// <summary>True when Kestrel has done with the connection: the request's handler may return before <see cref="CloseAsync"/> has.</summary>
    public bool IsDetached => _connection.IsDetached;

    /// <summary>True when this side has said its last and the client's FIN is awaited.</summary>
    public bool LingersForPeer { get; private set; }

    /// <summary>False for HTTP/2 and later, whose connections carry many requests.</summary>
    public static bool IsTakeable(HttpContext context) =>
        HttpProtocol.IsHttp11(context.Request.Protocol) || HttpProtocol.IsHttp10(context.Request.Protocol);

    /// <summary>
    /// Takes over the connection of a request whose body hasn't been touched. Unless it <see cref="IsDetached"/>, the request's handler must
    /// not return before <see cref="CloseAsync"/> has; if it is, all that is needed of the request is to be read before. Throws
    /// <see cref="InvalidOperationException"/> when the server isn't Kestrel.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="linger">How long the client may take to read the last bytes.</param>
    /// <param name="time">The clock.</param>
    public static HttpExchange Detach(HttpContext context, TimeSpan linger, TimeProvider time)
    {
        context.Features.Get<ResponseDeadline>()?.Stop();
        if (context.Features.Get<ISslStreamFeature>() is null && context.Features.Get<SocketConnection>() is { } plain)
        {
            return new HttpExchange(plain.Detach(), HeadOf(context), linger, time);
        }

        IConnectionTransportFeature transport = context.Features.Get<IConnectionTransportFeature>()
            ?? throw new InvalidOperationException("RPC over HTTP needs Kestrel: this server doesn't give its connections away.");
        return new HttpExchange(new KestrelConnection(context, transport), HeadOf(context), linger, time);
    }

    /// <summary>Takes over a connection that was never Kestrel's, behind a request's head.</summary>
    public static HttpExchange Detach(PlainConnection connection, ExchangeHead head, TimeSpan linger, TimeProvider time) =>
        new(connection, head, linger, time);

    /// <summary>
    /// Sends <c>100 Continue</c>, if the client asked for it: unasked it breaks Samba and FreeRDP. Ends the connection where the client has
    /// left so much unread that this doesn't go out: the next read finds the end.
    /// </summary>
    public async ValueTask ContinueAsync()
    {
        if (!_isContinueExpected)
        {
            return;
        }

        await using ITimer late = AbortIfUnread();
        try
        {
            await _connection.Output.WriteAsync(HttpResponseText.Continue);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The client is gone.
        }
    }

    /// <summary>Puts the head of a response before the bytes that are written next, and sends it with them.</summary>
    public void Begin(string head)
    {
        IsAnswered = _isHeadWaiting = true;
        Encoding.ASCII.GetBytes(head, _connection.Output);
    }

    /// <summary>Writes bytes, maybe none, and passes them on at once. Throws an <see cref="IOException"/> when the client is gone.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        if (_isHeadWaiting)
        {
            _isHeadWaiting = false;
            _connection.Output.Write(bytes.Span); // One packet with the head, over TLS one record.
            bytes = default;
        }

        FlushResult result = bytes.IsEmpty ? await _connection.Output.FlushAsync() : await _connection.Output.WriteAsync(bytes);
        if (result.IsCompleted || await _connection.IsPeerClosedAsync())
        {
            throw new IOException("the client has closed the connection");
        }
    }

    /// <summary>
    /// Sends a whole response, the last on this connection. A client that is still sending its body gets a second to see it; the body is
    /// read meanwhile, since closing a connection with unread bytes would reset it and take the response away.
    /// </summary>
    public async ValueTask AnswerAsync(string response)
    {
        Begin(response);
        await WriteAsync(default);
        if (IsBodyRead)
        {
            await FinishAsync();
        }
        else
        {
            LingersForPeer = true;
            _drainTimer = _time.CreateTimer(static body => ((ContentReader)body!).Stop(), _body, s_drainTimeout, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>
    /// Sends a whole response and closes the connection, at the latest when the client hasn't read it within the linger time. Never throws.
    /// </summary>
    public async Task RefuseAsync(string response)
    {
        await using (AbortIfUnread())
        {
            await AnswerAndDrainAsync(response);
        }

        await CloseAsync();
    }

    /// <summary>Ends the response: FIN follows the last byte, over TLS with close_notify between them.</summary>
    public ValueTask FinishAsync() => _connection.FinishAsync();

    /// <summary>Ends a connection on which nothing waits to be sent; the client may go on sending until it sees the FIN.</summary>
    public async ValueTask ShutdownWithoutResponseAsync()
    {
        LingersForPeer = true; // its reader goes on while this is written
        LingersForPeer = await _connection.ShutdownWithoutResponseAsync();
    }

    /// <summary>
    /// Waits behind the body until the client closes, or sends bytes that belong to nothing. Sound because there is no other reader: Kestrel does
    /// only between requests, and the body's reader has ended.
    /// </summary>
    public async ValueTask<ChannelEnd> ClientEndAsync(CancellationToken cancellation)
    {
        PipeReader input = _connection.Input;
        while (IsBodyRead)
        {
            ReadResult result = await input.ReadAsync(cancellation);
            bool hasBytes = !result.Buffer.IsEmpty;
            input.AdvanceTo(result.Buffer.Start);
            if (hasBytes)
            {
                return new ChannelEnd(Core.CloseReason.BytesBehindBody, "bytes came behind the announced body");
            }

            if (result.IsCompleted)
            {
                break;
            }
        }

        return ChannelEnd.ClosedByPeer;
    }

    /// <summary>From here on what is waited for goes on in turns of this reactor, where the connection is a socket of ours.</summary>
    public void Attach(Reactor reactor) => _connection.Attach(reactor);

    /// <summary>Ends the connection at once (RST). Any thread, any time.</summary>
    public void Abort() => _connection.Abort();

    /// <summary>Completes when the connection is closed: after the last byte has gone, or the linger time has.</summary>
    public async Task CloseAsync()
    {
        await _connection.CloseAsync(_linger, _time);
        if (_drainTimer is not null)
        {
            await _drainTimer.DisposeAsync();
        }
    }

    private async ValueTask AnswerAndDrainAsync(string response)
    {
        try
        {
            await AnswerAsync(response);
            while (LingersForPeer)
            {
                ReadResult result = await _body.ReadAsync();
                _body.AdvanceTo(result.Buffer.End);
                LingersForPeer = !result.IsCompleted;
                await Task.Yield(); // Other connections have their turn, however long this client sends.
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The client is gone.
        }
    }

    private ITimer AbortIfUnread() => _time.CreateTimer(
        static exchange => ((HttpExchange)exchange!).AbortUnread(), this, _linger, Timeout.InfiniteTimeSpan);

    private void AbortUnread()
    {
        IsUnread = true;
        _connection.Abort();
    }

    private static ExchangeHead HeadOf(HttpContext context) => new(
        ExchangeHead.LengthOf(context.Request.Method, context.Request.ContentLength),
        HttpProtocol.IsHttp11(context.Request.Protocol) && ExchangeHead.ExpectsContinue(context.Request.Headers.Expect),
        context.Connection.RemoteIpAddress, context.Connection.RemotePort);
}
