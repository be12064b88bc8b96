using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Net.Sockets;
using RpcHttpProxy.Engine.Reactors;

namespace RpcHttpProxy.Engine.Links;

/// <summary>
/// Carries a link over what is read and written by awaiting it: Kestrel's connections, TLS, pipes within the process, simulated wires. What
/// was awaited goes on in a turn of the link's reactor.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "The token source has neither timer nor wait handle: nothing to dispose of.")]
public abstract partial class PipeCarrier : Carrier
{
    private readonly CancellationTokenSource _life = new();
    private Signal? _resumed;
    private bool _isReading;
    private bool _isWriting;
    private bool _isReleasing;
    private bool _isAborted;
    private bool _hasRest;

    /// <summary>Bytes from the peer.</summary>
    protected abstract PipeReader Input { get; }

    /// <inheritdoc/>
    public sealed override void Begin()
    {
        _isReading = true;
        Attach(Link.Reactor);
        Link.Reactor.Observe(ReadAsync());
    }

    /// <inheritdoc/>
    public sealed override void Resume()
    {
        if (_resumed is { } resumed)
        {
            _resumed = null;
            resumed.Set();
        }
        else
        {
            Wake();
        }
    }

    /// <inheritdoc/>
    public sealed override void StopReading()
    {
        _life.Cancel();
        Resume();
    }

    /// <inheritdoc/>
    public sealed override bool Write(LinkOutput output)
    {
        ValueTask writing = Start(output);
        if (writing.IsCompletedSuccessfully)
        {
            writing.GetAwaiter().GetResult();
            return true;
        }

        _isWriting = true;
        Link.Reactor.Observe(WriteAsync(writing));
        return false;
    }

    /// <inheritdoc/>
    public sealed override void Abort()
    {
        _isAborted = true;
        AbortOutput();
    }

    /// <inheritdoc/>
    public sealed override void Release()
    {
        _isReleasing = true;
        _life.Cancel();
        Resume();
        ReleaseIfUnused();
    }

    /// <summary>From here on the link is this reactor's: what can be waited for in its turns is. Called in one of them.</summary>
    protected virtual void Attach(Reactor reactor)
    {
    }

    /// <summary>Reads what precedes the bytes; gives why there will be none, null when they follow.</summary>
    protected abstract ValueTask<LinkEnd?> ReadHeadAsync(CancellationToken cancellation);

    /// <summary>The input has ended: waits for the end of the link itself. At once for most.</summary>
    protected abstract ValueTask<LinkEnd> AfterInputAsync(CancellationToken cancellation);

    /// <summary>Puts the head of the response before what is written next, and sends it with that.</summary>
    protected abstract ValueTask WriteHeadAsync();

    /// <summary>Writes bytes and passes them on at once. Throws when the peer is gone.</summary>
    protected abstract ValueTask WriteBytesAsync(ReadOnlyMemory<byte> output);

    /// <summary>Ends the output behind the last byte: FIN, or an answer and FIN.</summary>
    protected abstract ValueTask WriteEndAsync(LinkEnding ending);

    /// <summary>Ends both directions at once. Never throws.</summary>
    protected abstract void AbortOutput();

    /// <summary>Lets go of it: nothing is read or written any more.</summary>
    protected abstract ValueTask DisposeAsync();

    /// <summary>What an exception of reading says. <paramref name="hasRest"/>: what came before it wasn't whole.</summary>
    protected virtual LinkEnd EndOf(Exception failure, bool hasRest) => new(LinkEndCause.Wire, $"reading failed: {failure.Message}");

    private ValueTask Start(LinkOutput output) => output switch
    {
        { IsHeadDue: true } => WriteWithHeadAsync(output),
        { Bytes.Count: > 0 } => TryWriteAsync(output.Bytes),
        _ => TryEndAsync(output.Ending),
    };

    private async ValueTask WriteWithHeadAsync(LinkOutput output)
    {
        await WriteHeadAsync();
        await WriteBytesAsync(output.Bytes);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a carrier throws, its link can't be written to any more.")]
    private ValueTask TryWriteAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return WriteBytesAsync(bytes);
        }
        catch (Exception e)
        {
            return ValueTask.FromException(e);
        }
    }

    private async ValueTask TryEndAsync(LinkEnding ending) => await WriteEndAsync(ending);

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a carrier throws, its link can't be written to any more.")]
    private async Task WriteAsync(ValueTask writing)
    {
        Exception? failure = null;
        try
        {
            await writing;
        }
        catch (Exception e)
        {
            failure = e;
        }

        await Link.Reactor.NextTurn();
        _isWriting = false;
        try
        {
            Link.Wrote(failure);
        }
        catch (Exception e)
        {
            Link.Break(e);
        }

        ReleaseIfUnused();
    }

    private void ReleaseIfUnused()
    {
        if (_isReleasing && !_isReading && !_isWriting)
        {
            _isReleasing = false;
            Link.Reactor.Observe(DisposeInTurnAsync());
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "The link is over; a carrier that can't be disposed of is only worth a line.")]
    private async Task DisposeInTurnAsync()
    {
        Exception? fault = null;
        try
        {
            await DisposeAsync();
        }
        catch (Exception e)
        {
            fault = e;
        }

        await Link.Reactor.NextTurn();
        Link.Released(fault);
    }

    /// <summary>What a carrier throws when its peer is gone; an aborted one may also say that it is used when it mustn't be.</summary>
    private bool IsTransportError(Exception e) =>
        e is IOException or OperationCanceledException or ObjectDisposedException or SocketException
        || (e is InvalidOperationException && (_isAborted || _life.IsCancellationRequested));
}
