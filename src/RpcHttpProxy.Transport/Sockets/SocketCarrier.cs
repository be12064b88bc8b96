using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using RpcHttpProxy.Engine.Reactors;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Transport.Sockets;

/// <summary>
/// A plain connection that was accepted: socket, reader and writer, and its end. First it is Kestrel's, by way of a
/// <see cref="SocketConnection"/>; when that is detached it is all that is left, and somebody else's.
/// </summary>
internal sealed class SocketCarrier : ITakenConnection
{
    private readonly SocketReader _input;
    private readonly SocketWriter _output;
    private readonly SocketWatch _watch;
    private readonly IPAddress? _peer;
    private SocketConnection? _kestrels;
    private int _isClosed;

    /// <summary>Takes over an accepted socket.</summary>
    public SocketCarrier(Socket socket, IPAddress? peer, SocketConnection kestrels)
    {
        Socket = socket;
        _peer = peer;
        socket.NoDelay = true; // PDU N never waits for PDU N+1
        _kestrels = kestrels;
        _input = new SocketReader(socket, this);
        var sender = new SocketSender(socket);
        _output = new SocketWriter(sender, this);
        _watch = new SocketWatch(socket, _input, sender);
    }

    public Socket Socket { get; }

    /// <summary>Called once, with the peer's address, when the socket is closed.</summary>
    public Action<IPAddress?>? Closed { get; set; }

    public SocketReader Reader => _input;

    public SocketWriter Writer => _output;

    /// <inheritdoc/>
    PipeReader ITakenConnection.Input => _input;

    /// <inheritdoc/>
    PipeWriter ITakenConnection.Output => _output;

    /// <inheritdoc/>
    public bool IsDetached => true;

    /// <summary>From here on nothing is told to Kestrel.</summary>
    public void Detach() => _kestrels = null;

    /// <inheritdoc/>
    public void Attach(Reactor reactor) => _watch.By(reactor);

    /// <inheritdoc/>
    public ValueTask<bool> IsCutAsync() => ValueTask.FromResult(false);

    /// <inheritdoc/>
    public ValueTask FinishAsync() => _output.CompleteAsync();

    /// <inheritdoc/>
    public ValueTask<bool> FinishUnansweredAsync()
    {
        Socket.Finish();
        return ValueTask.FromResult(true);
    }

    /// <inheritdoc/>
    public void Abort() => Close(isAborted: true);

    /// <inheritdoc/>
    public async Task CloseAsync(TimeSpan linger, TimeProvider time)
    {
        ValueTask finishing = FinishAsync();
        if (!finishing.IsCompletedSuccessfully)
        {
            Task finished = finishing.AsTask();
            try
            {
                await finished.WaitAsync(linger, time);
            }
            catch (TimeoutException)
            {
                Abort();
                await finished;
            }
        }

        _input.Complete();
    }

    /// <summary>The peer's FIN has come, or reading has failed.</summary>
    public void InputEnded() => _kestrels?.TellClosed();

    /// <summary>Everything that will ever be written was sent, or can't be.</summary>
    public void OutputEnded() => Close(isAborted: false);

    /// <summary>Closes the socket, once: by RST, or by FIN behind the last byte. Never throws.</summary>
    public void Close(bool isAborted)
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 1)
        {
            return;
        }

        _watch.Close();
        try
        {
            if (isAborted)
            {
                Socket.LingerState = new LingerOption(enable: true, seconds: 0);
            }
            else
            {
                Socket.Shutdown(SocketShutdown.Both);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The client is gone already.
        }

        Socket.Dispose();
        Closed?.Invoke(_peer);
        _kestrels?.TellClosed();
    }
}
