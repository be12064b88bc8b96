using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;

namespace RpcHttpProxy.Engine.Links;

/// <content>The reading, from the first byte to the peer's FIN.</content>
public abstract partial class PipeCarrier
{
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
        catch (Exception e) when (IsTransportError(e))
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
            catch (Exception e) when (IsTransportError(e))
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
        catch (Exception e) when (IsTransportError(e))
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
                await Link.Reactor.NextTurn(); // Other links have their turn, however long this peer sends.
                isOver = result.IsCompleted || _isReleasing;
            }
        }
        catch (Exception e) when (IsTransportError(e))
        {
            // The peer is gone, as was waited for.
        }

        await Link.Reactor.NextTurn();
        Link.Drained();
    }

    private Signal ResumedAsync() => _resumed = new Signal(Link.Reactor);

    /// <summary>Lets a pending read return, with nothing new.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "A fault of the woken reader is not its waker's.")]
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
}
