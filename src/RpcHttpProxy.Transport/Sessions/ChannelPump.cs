using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using RpcHttpProxy.Core;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Inputs;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.Tracing;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Transport.Sessions;

/// <summary>
/// Carries one channel from its first byte to its end: reads, brings what it read to the session, waits for room, tells the end.
/// </summary>
internal sealed class ChannelPump(RoleHost host, LiveChannel live)
{
    private static readonly ChannelEnd s_endedHere = new(null, "this side ended it");

    private readonly IByteChannel _bytes = live.Bytes!;
    private bool _hasRest;
    private bool _isDrained;
    private Task? _wakesReader;

    /// <summary>Completes when the channel is detached, its flusher has ended and its carrier is released. Never throws.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "A fault of ours ends one connection, not the process.")]
    public async Task RunAsync()
    {
        try
        {
            ChannelEnd end = await ReadHeadAsync() ?? await ReadPdusAsync();
            if (live.Session is { } session)
            {
                session.ChannelEnded(live, end.Reason ?? ClosedBy(), $"{live.Channel}: {end.Detail}");

                // Reads on while the flusher writes: two ends that first want their last bytes read would wait for each other.
                Task flushed = session.FlusherEndedAsync(live);
                await LingerAsync();
                await flushed;
            }
            else
            {
                await RefuseAsync(end.Reason ?? CloseReason.FirstPduUnexpected, end.Detail);
            }

            await LingerAsync();
        }
        catch (Exception e)
        {
            Log.Fault(host.Logger, e, host.Name, live.Session?.Cookie);
            live.AbortBytes();
            live.Session?.ChannelEnded(live, CloseReason.ConnectionError, $"{live.Channel}: a fault in this process, see its log");
        }
        finally
        {
            await ReleaseAsync();
        }
    }

    private async ValueTask<ChannelEnd?> ReadHeadAsync()
    {
        ChannelEnd? refusal;
        try
        {
            refusal = await _bytes.ReadHeadAsync(live.Life);
        }
        catch (Exception e) when (IsOfTheWire(e))
        {
            return ReadFailed(e);
        }

        if (refusal is null && host.Name == RoleName.Client && live.Channel.Leg == ChannelLeg.ClientOut && live.Session is { } session)
        {
            host.SessionTrace.HeadReceived(session.Connection, live.Channel, TracePdus.OutChannelResponse, host.Now);
            session.Handle(new Input.OutChannelResponse(live.Channel));
        }

        return refusal;
    }

    /// <summary>Reads until the channel is over.</summary>
    private async ValueTask<ChannelEnd> ReadPdusAsync()
    {
        PipeReader input = _bytes.Input;
        while (true)
        {
            ReadResult result;
            try
            {
                result = await input.ReadAsync();
            }
            catch (Exception e) when (IsOfTheWire(e))
            {
                return ReadFailed(e);
            }

            if (result.IsCanceled && !IsWoken())
            {
                input.AdvanceTo(result.Buffer.End);
                return Stopped();
            }

            ReadOnlySequence<byte> buffer = result.Buffer;
            bool isClosed = result.IsCompleted && buffer.IsEmpty;
            if (!isClosed && live.Session?.Unparked(live) is { } unparked)
            {
                if (!await ParkAsync(result, unparked))
                {
                    return Stopped();
                }

                continue;
            }

            ChannelEnd? refusal = live.Session is null ? ChannelAdmission.Take(host, live, ref buffer, result.IsCompleted) : null;
            bool isMoving = refusal is null && live.Session?.Receive(live, ref buffer, result.IsCompleted) == true;
            bool isOver = refusal is not null || live.Session is { IsOver: true } || live.Channel.IsClosed;
            _hasRest = !buffer.IsEmpty;
            input.AdvanceTo(isOver ? result.Buffer.End : buffer.Start, result.Buffer.End);
            if (isOver)
            {
                return refusal ?? s_endedHere;
            }

            if (result.IsCompleted)
            {
                return await AfterInputAsync();
            }

            while (isMoving && live.Session!.Room(live) is { } room)
            {
                if (!await HappensAsync(room))
                {
                    return Stopped();
                }
            }
        }
    }

    /// <summary>
    /// Leaves what came where it is until it may be looked at. There may be more of it, or nothing at all but the end, which is not waited
    /// with: so reading goes on, as long as no more comes than an honest peer's window holds. False when the channel is over meanwhile.
    /// </summary>
    private async ValueTask<bool> ParkAsync(ReadResult result, Task unparked)
    {
        ReadOnlySequence<byte> buffer = result.Buffer;
        if (result.IsCompleted || buffer.Length >= host.Options.MaxWaitingBytes)
        {
            _bytes.Input.AdvanceTo(buffer.Start);
            return await HappensAsync(unparked);
        }

        _bytes.Input.AdvanceTo(buffer.Start, buffer.End);
        _wakesReader ??= WakeReaderAsync(unparked);
        return true;
    }

    private async Task WakeReaderAsync(Task unparked)
    {
        await unparked;
        live.WakeReader();
    }

    /// <summary>True, once, when a read was cancelled for no other reason than that what came may be looked at.</summary>
    private bool IsWoken()
    {
        bool isWoken = _wakesReader is not null && live.Session is { } session && session.Unparked(live) is null && !live.Life.IsCancellationRequested;
        _wakesReader = isWoken ? null : _wakesReader;
        return isWoken;
    }

    /// <summary>Waits for room in the next hop, or for the channel to become the default; false when it is over meanwhile.</summary>
    private async ValueTask<bool> HappensAsync(Task awaited)
    {
        // Not Task.WaitAsync: it passes a completion on by way of the pool, which a simulation on one thread can't follow.
        var isHappening = new TaskCompletionSource<bool>();
        _ = PassOnAsync(awaited, isHappening);
        CancellationTokenRegistration stop = live.Life.UnsafeRegister(
            static waiting => ((TaskCompletionSource<bool>)waiting!).TrySetResult(false), isHappening);
        bool hasHappened = await isHappening.Task;
        stop.Unregister(); // Not disposed of, which would wait for the callback, and that may be what goes on here.
        return hasHappened;
    }

    private static async Task PassOnAsync(Task awaited, TaskCompletionSource<bool> isHappening)
    {
        await awaited;
        isHappening.TrySetResult(true);
    }

    private async ValueTask<ChannelEnd> AfterInputAsync()
    {
        if (live.Session is null)
        {
            return new ChannelEnd(CloseReason.FirstPduUnexpected, "it ended before its first PDU");
        }

        try
        {
            return await _bytes.AfterInputAsync(live.Life);
        }
        catch (Exception e) when (IsOfTheWire(e))
        {
            return ReadFailed(e);
        }
    }

    private async ValueTask RefuseAsync(CloseReason reason, string detail)
    {
        host.Counters.CountRefused(reason);
        Log.NewcomerRefused(host.Logger, host.Name, _bytes.Peer, reason, detail);
        live.StopTimer(host.Timers);
        live.StartTimer(host.Timers, TimerKind.Linger, host.Options.LingerTimeout);
        live.End(ChannelEnding.Fail, reason);
        try
        {
            await _bytes.FailAsync(reason);
        }
        catch (Exception e) when (IsOfTheWire(e))
        {
            live.AbortBytes();
        }
    }

    /// <summary>Where closing with unread bytes would reset the connection: reads on to the peer's FIN, which the linger timer bounds.</summary>
    private async ValueTask LingerAsync()
    {
        if (_isDrained || live.Ending is not (ChannelEnding.Finish or ChannelEnding.Fail) || !_bytes.LingersForPeer)
        {
            return;
        }

        _isDrained = true;
        try
        {
            ReadResult result;
            do
            {
                result = await _bytes.Input.ReadAsync();
                _bytes.Input.AdvanceTo(result.Buffer.End);
            }
            while (!result.IsCompleted);
        }
        catch (Exception e) when (IsOfTheWire(e))
        {
            // The peer is gone, as was waited for.
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "The channel is over; a carrier that can't be disposed of is only worth a line.")]
    private async ValueTask ReleaseAsync()
    {
        if (live.Session is { } session)
        {
            await session.DetachAsync(live);
        }

        await live.ReleaseAsync(host.Timers);
        try
        {
            await _bytes.DisposeAsync();
        }
        catch (Exception e)
        {
            Log.Fault(host.Logger, e, host.Name, live.Session?.Cookie);
        }
    }

    private ChannelEnd Stopped() => live.Stopped ?? s_endedHere;

    private ChannelEnd ReadFailed(Exception e)
    {
        if (live.Life.IsCancellationRequested)
        {
            return Stopped();
        }

        // Kestrel tells the end of a body that was announced longer as a BadHttpRequestException: for an IN channel the usual end.
        return e is BadHttpRequestException
            ? _hasRest ? new ChannelEnd(CloseReason.TruncatedPdu, "it ended in the middle of a PDU") : ChannelEnd.ClosedByPeer
            : new ChannelEnd(CloseReason.ConnectionError, $"reading failed: {e.Message}");
    }

    private CloseReason ClosedBy() => (host.Name, live.Channel.Leg) switch
    {
        (_, ChannelLeg.Upper) => CloseReason.ClosedByHigherLayer,
        (RoleName.Client or RoleName.Server, _) => CloseReason.ClosedByProxy,
        (_, ChannelLeg.ClientIn or ChannelLeg.ClientOut) => CloseReason.ClosedByClient,
        _ => CloseReason.ClosedByServer,
    };

    /// <summary>What a carrier throws when its peer is gone; an aborted one may also say that it is used when it mustn't be.</summary>
    private bool IsOfTheWire(Exception e) =>
        e is IOException or OperationCanceledException or ObjectDisposedException or SocketException
        || (e is InvalidOperationException && (live.IsAborted || live.Life.IsCancellationRequested));
}
