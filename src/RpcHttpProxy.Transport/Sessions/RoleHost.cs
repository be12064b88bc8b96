using System.Net;
using Microsoft.Extensions.Logging;
using RpcHttpProxy.Core;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Effects;
using RpcHttpProxy.Core.Inputs;
using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.Tracing;
using RpcHttpProxy.Transport.Channels;
using RpcHttpProxy.Transport.Timers;

namespace RpcHttpProxy.Transport.Sessions;

/// <summary>One role in this process: its cookie table, its sessions, its timers and counters.</summary>
public sealed class RoleHost : IAsyncDisposable
{
    private readonly IChannelOpener _opener;
    private readonly TimeProvider _time;
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _liveChannels;
    private volatile bool _isStopping;

    /// <summary>Makes a host that carries nothing yet.</summary>
    public RoleHost(
        Role role, RoleHostOptions options, IChannelOpener opener, ITraceSink trace, TimeProvider time, ILogger<RoleHost> logger)
    {
        Role = role;
        Options = options;
        Logger = logger;
        _opener = opener;
        _time = time;
        Timers = new TimerQueue(time);
        SessionTrace = new SessionTrace(role.Name, options.Node, trace, logger, time);
    }

    /// <summary>Which role.</summary>
    public RoleName Name => Role.Name;

    internal Role Role { get; }

    internal RoleHostOptions Options { get; }

    internal ILogger Logger { get; }

    internal TimerQueue Timers { get; }

    internal SessionTrace SessionTrace { get; }

    internal RoleCounters Counters { get; } = new();

    internal VirtualConnectionCookieTable<Session> Table { get; } = new();

    internal DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>
    /// Carries one incoming channel from its first byte to its end. Returns when the channel is detached and its flusher has ended, so
    /// that an HTTP handler may return. Never throws.
    /// </summary>
    public async Task RunAsync(IncomingChannel incoming, CancellationToken cancellation = default)
    {
        var channel = new Channel(incoming.Leg) { PeerAddress = incoming.PeerAddress ?? IPAddress.None, MinConnTimeout = incoming.MinConnTimeout };
        var live = new LiveChannel(channel, incoming.Target, Now) { Bytes = incoming.Bytes, IsHeadAwaited = incoming.Leg == ChannelLeg.ClientOut };
        live.Timer = Timers.Set(live, TimerKind.FirstPdu, Options.FirstPduTimeout);

        // Ends the waiting for a first PDU only: what is part of a connection ends with it.
        await using CancellationTokenRegistration registration = cancellation.Register(() =>
        {
            if (live.Session is null)
            {
                live.StopPump();
            }
        });
        await PumpAsync(live);
    }

    /// <summary>Counts and logs a channel request that was refused before it got here.</summary>
    public void NoteRefusal(string peer, CloseReason reason, string detail)
    {
        Counters.CountRefused(reason);
        Log.NewcomerRefused(Logger, Name, peer, reason, detail);
    }

    /// <summary>Answers an echo request: fires its event and returns the answer's body, the Echo RTS PDU (2.1.2.1.6).</summary>
    public ReadOnlyMemory<byte> Echo()
    {
        var effects = new EffectBuffer();
        VirtualConnection connection = Role.Create(default);
        var channel = new Channel(Name == RoleName.InboundProxy ? ChannelLeg.ClientIn : ChannelLeg.ClientOut);
        connection.Attach(channel);
        connection.Handle(new Input.EchoRequest(channel), effects);
        Counters.CountEcho();
        return EchoExchange.Response;
    }

    /// <summary>
    /// Opens a virtual connection (client only): completes in the state opened. Throws <see cref="VirtualConnectionException"/> when it
    /// can't be opened; cancelling closes what was begun.
    /// </summary>
    public async Task<ISession> OpenAsync(VirtualConnection connection, CancellationToken cancellation = default)
    {
        var session = new Session(this, connection);
        if (!Table.TryAdd(connection.Cookie, session))
        {
            throw new VirtualConnectionException(CloseReason.CookieTaken, $"the virtual connection {connection.Cookie} exists already");
        }

        // A client's higher layer is in this process: its carrier is there at once or not at all.
        Channel upper = connection.Channels.First(channel => channel.Leg == ChannelLeg.Upper);
        var live = new LiveChannel(upper, null, Now);
        try
        {
            live.Bytes = await _opener.OpenAsync(upper, connection, null, cancellation);
        }
        catch
        {
            Table.Remove(connection.Cookie, session);
            throw;
        }

        session.Carry(live);
        _ = PumpAsync(live);
        session.Handle(new Input.OpenRequested());
        await using (cancellation.Register(() => session.Close(CloseReason.ClosedByHigherLayer, "opening was cancelled")))
        {
            await session.OpenedOrEnded;
        }

        cancellation.ThrowIfCancellationRequested();
        return session.Reason is { } reason ? throw new VirtualConnectionException(reason, session.Detail) : session;
    }

    /// <summary>The counters at this moment.</summary>
    public RoleSnapshot Snapshot()
    {
        ICollection<Session> sessions = Table.Sessions;
        return new RoleSnapshot(
            Name,
            sessions.Count,
            Volatile.Read(ref _liveChannels),
            Timers.Count,
            sessions.Sum(session => session.QueuedBytes),
            sessions.GroupBy(session => session.Connection.StateName).ToDictionary(group => group.Key, group => group.Count()),
            Counters.Opened,
            Counters.Echoes,
            Counters.Recycled,
            Counters.Ended,
            Counters.Refused);
    }

    /// <summary>Ends every connection and waits for its channels, no longer than the linger time-out.</summary>
    public async Task StopAsync(CancellationToken cancellation = default)
    {
        _isStopping = true;
        foreach (Session session in Table.Sessions)
        {
            session.Close(CloseReason.Shutdown, "this process is shutting down");
        }

        if (Volatile.Read(ref _liveChannels) > 0)
        {
            await Task.WhenAny(_empty.Task, Task.Delay(Options.LingerTimeout, _time, cancellation));
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Timers.Dispose();
    }

    /// <summary>Finds or makes the session that a channel's first PDU names, and takes the channel in: one atomic step.</summary>
    internal CloseReason? Admit(LiveChannel live, RtsPdu first, Admission admission, out Session session)
    {
        while (true)
        {
            if (admission.Kind != AdmissionKind.Join)
            {
                session = admission.Kind == AdmissionKind.New
                    ? new Session(this, Role.Create(admission.Cookie))
                    : Table.GetOrAdd(admission.Cookie, cookie => new Session(this, Role.Create(cookie)));
            }
            else if (!Table.TryGet(admission.Cookie, out session!))
            {
                return CloseReason.CookieUnknown;
            }

            if (admission.Kind == AdmissionKind.New && !Table.TryAdd(admission.Cookie, session))
            {
                return CloseReason.CookieTaken;
            }

            if (session.TryTake(live, first, out CloseReason? refusal))
            {
                if (_isStopping)
                {
                    session.Close(CloseReason.Shutdown, "this process is shutting down");
                }

                return refusal;
            }
        }
    }

    /// <summary>Establishes a channel that a machine asked for, tells the session, and carries the channel.</summary>
    internal async Task EstablishAsync(Session session, LiveChannel live, RpcRequestTarget? target)
    {
        IByteChannel bytes;
        try
        {
            bytes = await _opener.OpenAsync(live.Channel, session.Connection, target, live.Life);
        }
        catch (OperationCanceledException) when (live.Life.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e)
        {
            CloseReason reason = (e as ChannelOpenException)?.Reason ?? CloseReason.ServerUnreachable;
            session.Handle(new Input.ConnectFailed(live.Channel, reason, e.Message));
            return;
        }

        if (!session.Connected(live, bytes))
        {
            bytes.Abort();
            await bytes.DisposeAsync();
            return;
        }

        await PumpAsync(live);
    }

    private async Task PumpAsync(LiveChannel live)
    {
        Interlocked.Increment(ref _liveChannels);
        await new ChannelPump(this, live).RunAsync();
        if (Interlocked.Decrement(ref _liveChannels) == 0 && _isStopping)
        {
            _empty.TrySetResult();
        }
    }
}
