using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using RpcHttpProxy.Core;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Inputs;
using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.Tracing;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Transport.Sessions;

/// <summary>
/// Carries one channel from its first byte to its end: reads, brings what it read to the session, waits for room, tells the end. A
/// channel has no session until its first RTS PDU; that PDU's cookie finds or makes it in one step.
/// </summary>
internal sealed class ChannelPump(RoleHost host, LiveChannel live)
{
    // Told to the session all the same: it knows already, unless the first PDU came in the very moment in which its time was over.
    private static readonly ChannelEnd s_endedByThisSide = new(null, "this side ended it");

    private readonly IByteChannel _bytes = live.Bytes!;
    private bool _hasRest;

    /// <summary>Completes when the channel is detached, its flusher has ended and its carrier is released. Never throws.</summary>
    public async Task RunAsync()
    {
        try
        {
            ChannelEnd? end = await ReadHeadAsync() ?? await ReadPdusAsync();
            if (end is not null && live.Session is { } session)
            {
                session.Handle(new Input.ChannelClosed(live.Channel, end.Reason ?? ClosedBy(), $"{live.Channel}: {end.Detail}"));
            }

            await FlusherEndedAsync();
            if (live.Ending is ChannelEnding.Finish or ChannelEnding.Fail && _bytes.LingersForPeer)
            {
                await DrainAsync();
            }
        }
        catch (Exception e)
        {
            Log.Fault(host.Logger, e, host.Name, live.Session?.Cookie);
            _bytes.Abort();
            live.Session?.Close(CloseReason.ConnectionError, "a fault in this process, see its log");
            await FlusherEndedAsync();
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

    /// <summary>Reads until the channel is over; null when this side ended it.</summary>
    private async ValueTask<ChannelEnd?> ReadPdusAsync()
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

            if (result.IsCanceled)
            {
                input.AdvanceTo(result.Buffer.End);
                return await StoppedAsync();
            }

            ReadOnlySequence<byte> buffer = result.Buffer;
            if (live.Session?.Unparked(live) is { } unparked)
            {
                // Nothing was looked at: the same bytes are to be read again at once.
                input.AdvanceTo(buffer.Start);
                await unparked;
                continue;
            }

            Session? session = live.Session ?? await AdmitAsync(ref buffer, result.IsCompleted);
            LiveChannel? next = session?.Receive(live, ref buffer, result.IsCompleted);
            bool isOver = IsOver(session);
            _hasRest = !buffer.IsEmpty;
            input.AdvanceTo(isOver ? result.Buffer.End : buffer.Start, result.Buffer.End);
            if (isOver)
            {
                return null;
            }

            if (result.IsCompleted)
            {
                return await AfterInputAsync(session);
            }

            if (next is not null && session!.Room(next) is { } room)
            {
                await room;
            }
        }
    }

    private bool IsOver(Session? session) => session is null ? live.Ending != ChannelEnding.None : session.Connection.IsFinished || live.Channel.IsClosed;

    private async ValueTask<ChannelEnd?> AfterInputAsync(Session? session)
    {
        if (session is null)
        {
            await RefuseAsync(CloseReason.FirstPduUnexpected, "it ended before its first PDU was whole");
            return null;
        }

        try
        {
            return await _bytes.AfterInputAsync(live.Life);
        }
        catch (OperationCanceledException) when (live.Life.IsCancellationRequested)
        {
            return s_endedByThisSide;
        }
        catch (Exception e) when (IsOfTheWire(e))
        {
            return ReadFailed(e);
        }
    }

    /// <summary>The pending read was cancelled: the session has ended, or no first PDU came in time.</summary>
    private async ValueTask<ChannelEnd?> StoppedAsync()
    {
        if (live.Session is not null)
        {
            return s_endedByThisSide;
        }

        await RefuseAsync(CloseReason.FirstPduTimeout, $"no whole PDU came within {host.Options.FirstPduTimeout.TotalSeconds:0.###} s");
        return null;
    }

    /// <summary>Reads the first PDU and takes the channel into its session. Null: not yet, or refused and ended.</summary>
    private ValueTask<Session?> AdmitAsync(ref ReadOnlySequence<byte> buffer, bool isEnd)
    {
        switch (PduFramer.TryRead(ref buffer, host.Options.MaxPduLength, isEnd, out ReadOnlySequence<byte> pdu))
        {
            case FrameResult.NeedMoreData:
                return default;
            case FrameResult.Truncated:
                return RefusedAsync(CloseReason.TruncatedPdu, "it ended in the middle of its first PDU");
            case FrameResult.Invalid:
                return RefusedAsync(CloseReason.MalformedPdu, "its first bytes are no PDU");
        }

        if (!PduBytes.IsRts(pdu))
        {
            return RefusedAsync(CloseReason.FirstPduUnexpected, "its first PDU is no RTS PDU");
        }

        RtsFault fault = PduBytes.ReadRts(pdu, out RtsPdu? first);
        if (first is null)
        {
            return RefusedAsync(CloseReason.MalformedRtsPdu, $"its first PDU breaks a rule ({fault})");
        }

        Admission admission = host.Role.Admit(live.Channel.Leg, first);
        if (admission.Kind == AdmissionKind.Refused)
        {
            return RefusedAsync(CloseReason.FirstPduUnexpected, $"no channel of the {host.Name} begins with {first.Name}");
        }

        live.Channel.Leg = admission.Leg;
        CloseReason? refusal = host.Admit(live, first, admission, out Session session);
        return refusal is { } reason
            ? RefusedAsync(reason, $"{first.Name} names the virtual connection {admission.Cookie}, which doesn't take it")
            : ValueTask.FromResult<Session?>(session);
    }

    private async ValueTask<Session?> RefusedAsync(CloseReason reason, string detail)
    {
        await RefuseAsync(reason, detail);
        return null;
    }

    /// <summary>A newcomer that doesn't fit is ended itself; no living connection notices.</summary>
    private async ValueTask RefuseAsync(CloseReason reason, string detail)
    {
        host.Counters.CountRefused(reason);
        Log.NewcomerRefused(host.Logger, host.Name, _bytes.Peer, reason, detail);
        host.Timers.Cancel(live.Timer);
        live.Timer = host.Timers.Set(live, TimerKind.Linger, host.Options.LingerTimeout);
        live.End(ChannelEnding.Fail, reason.ToRpcError());
        try
        {
            await _bytes.FailAsync(live.RpcError);
        }
        catch (Exception e) when (IsOfTheWire(e))
        {
            _bytes.Abort();
        }
    }

    /// <summary>After our FIN: reads on to the peer's, which the linger timer bounds.</summary>
    private async ValueTask DrainAsync()
    {
        try
        {
            while (true)
            {
                ReadResult result = await _bytes.Input.ReadAsync();
                _bytes.Input.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted)
                {
                    return;
                }
            }
        }
        catch (Exception e) when (IsOfTheWire(e))
        {
            // The peer is gone, as was waited for.
        }
    }

    private async ValueTask FlusherEndedAsync()
    {
        if (live.Session is { } session)
        {
            Task? ended;
            lock (session.Gate)
            {
                ended = live.FlusherEnded();
            }

            if (ended is not null)
            {
                await ended;
            }
        }
    }

    private async ValueTask ReleaseAsync()
    {
        host.Timers.Cancel(live.Timer);
        if (live.Session is { } session)
        {
            lock (session.Gate)
            {
                live.IsEndingDone = true;
                live.Channel.IsClosed = true;
                live.Channel.Sending.Discard();
                live.WakeRoom(int.MaxValue);
            }
        }

        live.Release();
        await _bytes.DisposeAsync();
    }

    private ChannelEnd ReadFailed(Exception e)
    {
        if (live.Life.IsCancellationRequested)
        {
            return s_endedByThisSide;
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

    private static bool IsOfTheWire(Exception e) =>
        e is IOException or OperationCanceledException or ObjectDisposedException or SocketException;
}
