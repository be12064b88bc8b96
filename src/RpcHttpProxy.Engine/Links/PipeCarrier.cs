using System.Buffers;
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
public abstract class PipeCarrier : Carrier
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
        _ = ReadAsync();
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
        _ = WriteAsync(writing);
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
        Link.Wrote(failure);
        ReleaseIfUnused();
    }

    [SuppressMessage("Design", "CA1031", Justification = "A fault of ours ends one link, not the process.")]
    private async Task ReadAsync()
    {
        try
        {
            LinkEnd? end = await TryReadHeadAsync() ?? await ReadBytesAsync();
            if (end is not null)
            {
                await Link.Reactor.NextTurn();
                Link.InputOver(end);
            }

            await DrainAsync();
        }
        catch (Exception e)
        {
            await Link.Reactor.NextTurn();
            Link.Break(e);
        }

        _isReading = false;
        ReleaseIfUnused();
    }

    private async ValueTask<LinkEnd?> TryReadHeadAsync()
    {
        LinkEnd? refusal;
        try
        {
            refusal = await ReadHeadAsync(_life.Token);
        }
        catch (Exception e) when (IsOfTheWire(e))
        {
            refusal = EndOf(e, hasRest: false);
        }

        await Link.Reactor.NextTurn();
        Link.HeadRead(refusal);
        return null;
    }

    /// <summary>Reads until the link is over; gives why, where this is what ends it.</summary>
    private async ValueTask<LinkEnd?> ReadBytesAsync()
    {
        while (!Link.IsOver)
        {
            ReadResult result;
            try
            {
                result = await Input.ReadAsync();
            }
            catch (Exception e) when (IsOfTheWire(e))
            {
                return EndOf(e, _hasRest);
            }

            await Link.Reactor.NextTurn();
            if (Link.IsOver)
            {
                Input.AdvanceTo(result.Buffer.End);
                return null;
            }

            bool isNothing = result.IsCompleted && result.Buffer.IsEmpty;
            if (Link.IsParked && !isNothing)
            {
                await ParkAsync(result);
            }
            else if (!await TakeAsync(result))
            {
                Link.InputEnded();
                return Link.IsOver ? null : await TryAfterInputAsync();
            }
        }

        return null;
    }

    /// <summary>Hands over what was read; false when it was the last.</summary>
    private async ValueTask<bool> TakeAsync(ReadResult result)
    {
        ReadOnlySequence<byte> bytes = result.Buffer;
        bool isMoved = Link.Arrived(ref bytes, result.IsCompleted);
        _hasRest = !bytes.IsEmpty;
        Input.AdvanceTo(Link.IsOver ? result.Buffer.End : bytes.Start, isMoved ? bytes.Start : result.Buffer.End);
        if (isMoved)
        {
            await Link.Reactor.NextTurn();
            Attach(Link.Reactor);
            Link.Arrive();
            return true;
        }

        while (!Link.IsReading && !Link.IsOver)
        {
            await ResumedAsync();
        }

        return !result.IsCompleted || (Link.IsParked && _hasRest);
    }

    /// <summary>
    /// Leaves what came where it is until it may be looked at. There may be more of it, or nothing at all but the end, which is not waited
    /// with: so reading goes on, as long as no more comes than an honest peer's window holds.
    /// </summary>
    private async ValueTask ParkAsync(ReadResult result)
    {
        ReadOnlySequence<byte> bytes = result.Buffer;
        if (result.IsCompleted || bytes.Length >= Link.Options.MaxWaitingBytes)
        {
            Input.AdvanceTo(bytes.Start);
            while (Link.IsParked && !Link.IsOver)
            {
                await ResumedAsync();
            }
        }
        else
        {
            Input.AdvanceTo(bytes.Start, bytes.End);
        }
    }

    private async ValueTask<LinkEnd?> TryAfterInputAsync()
    {
        try
        {
            return await AfterInputAsync(_life.Token);
        }
        catch (Exception e) when (IsOfTheWire(e))
        {
            return EndOf(e, _hasRest);
        }
    }

    /// <summary>Where closing with unread bytes would reset the connection: reads on to the peer's FIN, which a timer of the link bounds.</summary>
    private async ValueTask DrainAsync()
    {
        while (!_isReleasing && !Link.IsDraining)
        {
            await ResumedAsync();
        }

        try
        {
            bool isOver = _isReleasing;
            while (!isOver)
            {
                ReadResult result = await Input.ReadAsync();
                Input.AdvanceTo(result.Buffer.End);
                isOver = result.IsCompleted || _isReleasing;
            }
        }
        catch (Exception e) when (IsOfTheWire(e))
        {
            // The peer is gone, as was waited for.
        }

        await Link.Reactor.NextTurn();
        Link.Drained();
    }

    private Signal ResumedAsync() => _resumed = new Signal(Link.Reactor);

    /// <summary>Lets a pending read return, with nothing new.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whoever wakes a reader has no part in what is the matter with it.")]
    private void Wake()
    {
        if (!_isReading)
        {
            return;
        }

        try
        {
            Input.CancelPendingRead();
        }
        catch (Exception)
        {
            // A carrier whose peer is gone may refuse; its reader hears of that when it reads.
        }
    }

    private void ReleaseIfUnused()
    {
        if (_isReleasing && !_isReading && !_isWriting)
        {
            _isReleasing = false;
            _ = DisposeInTurnAsync();
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
    private bool IsOfTheWire(Exception e) =>
        e is IOException or OperationCanceledException or ObjectDisposedException or SocketException
        || (e is InvalidOperationException && (_isAborted || _life.IsCancellationRequested));
}
