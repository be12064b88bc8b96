using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using RpcHttpProxy.Core;
using RpcHttpProxy.Core.Channels;
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
    private static readonly ChannelEnd s_shutdown = new(CloseReason.Shutdown, "this process is shutting down");
    private static readonly ChannelEnd s_cancelled = new(CloseReason.ConnectionError, "its handler was cancelled");

    private readonly IChannelOpener _opener;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<LiveChannel, byte> _channels = new();
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isStopping;
    private volatile bool _isDraining;
    private int _halfOpen;

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
        var channel = new Channel(incoming.Leg)
        {
            PeerAddress = incoming.PeerAddress ?? IPAddress.None,
            MinConnTimeout = incoming.MinConnTimeout,
            ContentLength = incoming.ContentLength,
        };
        var live = new LiveChannel(channel, incoming.Grant, Now) { Bytes = incoming.Bytes, IsHeadAwaited = incoming.Leg == ChannelLeg.ClientOut };
        live.StartTimer(Timers, TimerKind.FirstPdu, Options.FirstPduTimeout);

        // Ends the waiting for a first PDU only: what is part of a connection ends with it.
        await using CancellationTokenRegistration registration = cancellation.UnsafeRegister(static channel => ((LiveChannel)channel!).StopUnnamed(s_cancelled), live);
        _channels.TryAdd(live, default);
        if (_isStopping)
        {
            live.Stop(s_shutdown);
        }

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
        VirtualConnection connection = Role.Create(default);
        var channel = new Channel(Name == RoleName.InboundProxy ? ChannelLeg.ClientIn : ChannelLeg.ClientOut);
        connection.Handle(new Input.EchoRequest(channel));
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

        if (_isStopping)
        {
            session.Close(CloseReason.Shutdown, s_shutdown.Detail);
        }

        await using (cancellation.Register(() => session.Close(CloseReason.ClosedByHigherLayer, "opening was cancelled")))
        {
            // A client's higher layer is in this process: it is there at once or not at all.
            Channel upper = connection.Channels.First(channel => channel.Leg == ChannelLeg.Upper);
            var live = new LiveChannel(upper, null, Now);
            session.Carry(live);
            _ = EstablishAsync(session, live, null);
            session.Handle(new Input.OpenRequested());
            await session.OpenedOrEnded;
        }

        if (cancellation.IsCancellationRequested)
        {
            session.Close(CloseReason.ClosedByHigherLayer, "opening was cancelled");
            cancellation.ThrowIfCancellationRequested();
        }

        return session.Reason is { } reason ? throw new VirtualConnectionException(reason, session.Detail) : session;
    }

    /// <summary>The counters at this moment.</summary>
    public RoleSnapshot Snapshot()
    {
        ICollection<Session> sessions = Table.Sessions;
        return new RoleSnapshot(
            Name,
            sessions.Count,
            Volatile.Read(ref _halfOpen),
            _channels.Count,
            Timers.Count,
            _channels.Keys.Sum(Waiting),
            sessions.GroupBy(session => Settled(session.Connection.StateName)).ToDictionary(group => group.Key, group => group.Count()),
            Counters.Opened,
            Counters.Echoes,
            Counters.Recycled,
            Counters.Ended,
            Counters.Refused);
    }

    /// <summary>
    /// Lets no connection begin any more; channels of those that live may still be replaced. Completes when none is left, or by
    /// <paramref name="cancellation"/>; never faults.
    /// </summary>
    public async Task DrainAsync(CancellationToken cancellation)
    {
        _isDraining = true;
        if (!_channels.IsEmpty)
        {
            await _empty.Task.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Ends every connection and waits for its channels, no longer than the linger time-out.</summary>
    public async Task StopAsync(CancellationToken cancellation = default)
    {
        _isStopping = true;
        foreach (Session session in Table.Sessions)
        {
            session.Close(CloseReason.Shutdown, s_shutdown.Detail);
        }

        foreach (LiveChannel unnamed in _channels.Keys.Where(live => live.Session is null))
        {
            unnamed.Stop(s_shutdown);
        }

        if (_channels.IsEmpty)
        {
            return;
        }

        try
        {
            await _empty.Task.WaitAsync(Options.LingerTimeout, _time, cancellation);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            // Long enough: what still lingers is aborted by its own timer.
        }
    }

    /// <summary>Stops, and aborts what still lingers.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        foreach (LiveChannel live in _channels.Keys)
        {
            live.Stop();
            live.AbortBytes();
        }

        Timers.Dispose();
    }

    /// <summary>Three machines that are all in the state opened, nothing being recycled, are one word to whoever counts connections.</summary>
    private static string Settled(string stateName) => stateName == "Opened/Opened/Opened" ? "Opened" : stateName;

    /// <summary>
    /// Finds or makes the session that a channel's first PDU names, and takes the channel in: one atomic step. Null when it was taken in.
    /// </summary>
    internal CloseReason? Admit(LiveChannel live, RtsPdu first, Admission admission)
    {
        while (true)
        {
            if (RefusesNew(admission) is { } reason)
            {
                return reason;
            }

            if (Find(admission) is not { } session)
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
                    session.Close(CloseReason.Shutdown, s_shutdown.Detail);
                }

                return refusal;
            }
        }
    }

    /// <summary>Why no connection may begin here now, if the admission would begin one; null when it may, or joins.</summary>
    private CloseReason? RefusesNew(Admission admission)
    {
        bool isNew = admission.Kind == AdmissionKind.New || (admission.Kind == AdmissionKind.NewOrJoin && !Table.TryGet(admission.Cookie, out _));
        return !isNew ? null
            : _isDraining ? CloseReason.Shutdown
            : Options.Budget is { IsExceeded: true } ? CloseReason.BuffersFull
            : Options.MaxHalfOpen > 0 && Volatile.Read(ref _halfOpen) >= Options.MaxHalfOpen ? CloseReason.TooManyHalfOpen
            : null;
    }

    /// <summary>A connection has begun (1), or is open or over (-1).</summary>
    internal void CountHalfOpen(int difference) => Interlocked.Add(ref _halfOpen, difference);

    /// <summary>The session an admission is about: a new one, the one that has the row, or either; null when there is none to join.</summary>
    private Session? Find(Admission admission) => admission.Kind switch
    {
        AdmissionKind.New => new Session(this, Role.Create(admission.Cookie)),
        AdmissionKind.NewOrJoin => Table.GetOrAdd(admission.Cookie, cookie => new Session(this, Role.Create(cookie))),
        _ => Table.TryGet(admission.Cookie, out Session? session) ? session : null,
    };

    /// <summary>
    /// Establishes a channel that this side opens, tells the session, and carries the channel. Begins on the thread that has left the gate
    /// where it was asked for, since a hop to the pool costs more than what is done before there is something to wait for. Never throws.
    /// </summary>
    [SuppressMessage("Design", "CA1031", Justification = "A fault of ours ends one connection, not the process.")]
    internal async Task EstablishAsync(Session session, LiveChannel live, ServerGrant? grant)
    {
        _channels.TryAdd(live, default);
        try
        {
            IByteChannel bytes = await _opener.OpenAsync(live.Channel, session.Connection, grant, live.Life);
            if (session.TryConnect(live, bytes))
            {
                await PumpAsync(live);
                return;
            }

            bytes.Abort();
            await bytes.DisposeAsync();
        }
        catch (Exception e)
        {
            Fail(session, live, e);
        }

        await session.DetachAsync(live);
        await live.ReleaseAsync(Timers);
        Forget(live);
    }

    /// <summary>Why a successor may not use the connection to the server that is there; null when it may.</summary>
    internal CloseReason? RefusesSuccessor(VirtualConnection connection, ServerGrant current, ServerGrant asked, IPEndPoint? server) =>
        _opener.RefusesSuccessor(connection, current, asked, server);

    private void Fail(Session session, LiveChannel live, Exception e)
    {
        switch (e)
        {
            case OperationCanceledException when live.Life.IsCancellationRequested:
                break; // The session has ended meanwhile.
            case ChannelOpenException refused:
                session.Handle(new Input.ConnectFailed(live.Channel, refused.Reason, refused.Message));
                break;
            default:
                if (e is not (IOException or SocketException or OperationCanceledException))
                {
                    Log.Fault(Logger, e, Name, session.Cookie);
                }

                session.Handle(new Input.ConnectFailed(live.Channel, CloseReason.ServerUnreachable, e.Message));
                break;
        }
    }

    private async Task PumpAsync(LiveChannel live)
    {
        await new ChannelPump(this, live).RunAsync();
        Forget(live);
    }

    private static long Waiting(LiveChannel live)
    {
        if (live.Session is not { } session)
        {
            return 0; // What came before its first PDU is still the reader's.
        }

        lock (session.Gate)
        {
            return live.Channel.Sending.Waiting;
        }
    }

    private void Forget(LiveChannel live)
    {
        _channels.TryRemove(live, out _);
        if ((_isStopping || _isDraining) && _channels.IsEmpty)
        {
            _empty.TrySetResult();
        }
    }
}
