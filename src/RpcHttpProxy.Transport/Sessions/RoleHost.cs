using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using Microsoft.Extensions.Logging;
using RpcHttpProxy.Core;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Inputs;
using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Engine.Links;
using RpcHttpProxy.Engine.Reactors;
using RpcHttpProxy.Engine.Sessions;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.Tracing;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Transport.Sessions;

/// <summary>One role in this process: its cookie table, its sessions, its timers and counters.</summary>
public sealed partial class RoleHost : IAsyncDisposable
{
    private static readonly LinkEnd s_shutdown = ChannelLink.Protocol(CloseReason.Shutdown, "this process is shutting down");
    private static readonly LinkEnd s_cancelled = ChannelLink.Protocol(CloseReason.ConnectionError, "its handler was cancelled");

    private readonly IChannelOpener _opener;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<ChannelLink, byte> _links = new();
    private readonly InlineReactor[] _ownReactors;
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isStopping;
    private volatile bool _isDraining;

    /// <summary>Makes a host that carries nothing yet.</summary>
    public RoleHost(
        Role role, RoleHostOptions options, IChannelOpener opener, ITraceSink trace, TimeProvider time, ILogger<RoleHost> logger)
    {
        Role = role;
        Options = options;
        _opener = opener;
        _time = time;
        Lines = new RoleLog(role.Name, logger, time);
        _ownReactors = options.Reactors is null ? InlineReactors(time, Lines) : [];
        Reactors = options.Reactors ?? new ReactorSet(_ownReactors);
        LinkOptions = new LinkOptions
        {
            MaxWaitingBytes = options.MaxWaitingBytes,
            LingerTimeout = options.LingerTimeout,
            Budget = options.Budget,
        };
        HalfOpen = new HalfOpenCount(options.MaxHalfOpen, options.MaxHalfOpenPerClient);
        ClientNames = new ClientNames(options.ClientOf);
        SessionTrace = new SessionTrace(role.Name, options.Node, trace, logger, Lines, time);
    }

    /// <summary>Which role.</summary>
    public RoleName Name => Role.Name;

    internal Role Role { get; }

    internal RoleHostOptions Options { get; }

    internal RoleLog Lines { get; }

    internal ReactorSet Reactors { get; }

    internal LinkOptions LinkOptions { get; }

    internal SessionTrace SessionTrace { get; }

    internal RoleCounters Counters { get; } = new();

    // [rpch 3.2.1.1.2/1] a table of cookies
    internal ConnectionTable<RtsCookie, RpcSession> Table { get; } = new();

    internal HalfOpenCount HalfOpen { get; }

    internal ClientNames ClientNames { get; }

    internal DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>
    /// Carries one incoming channel from its first byte to its end. Returns when nothing of it is left, so that an HTTP handler may return.
    /// Never throws.
    /// </summary>
    public async Task RunAsync(IncomingChannel incoming, CancellationToken cancellation = default)
    {
        var channel = new Channel(incoming.Leg)
        {
            PeerAddress = incoming.PeerAddress ?? IPAddress.None,
            MinConnTimeout = incoming.MinConnTimeout,
            ContentLength = incoming.ContentLength,
        };
        var link = new ChannelLink(this, incoming, channel);
        _links.TryAdd(link, default);
        if (link.Reactor.IsCurrent)
        {
            Begin(link, incoming.Bytes);
        }
        else
        {
            link.Reactor.Post(() => Begin(link, incoming.Bytes));
        }

        await using CancellationTokenRegistration registration = cancellation.UnsafeRegister(static link => ((ChannelLink)link!).Stop(s_cancelled), link);
        await link.Completion;
    }

    /// <summary>Counts and logs a channel request that was refused before it got here.</summary>
    public void NoteRefusal(string peer, CloseReason reason, string detail)
    {
        Counters.CountRefused(reason);
        Lines.ChannelRefused(peer, reason, detail);
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
        var session = new RpcSession(this, connection);
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
            session.Open();
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
        ICollection<RpcSession> sessions = Table.Sessions;
        return new RoleSnapshot(
            Name,
            sessions.Count,
            HalfOpen.All,
            _links.Count,
            LinkOptions.Timers.Count,
            _links.Keys.Sum(link => (long)link.Waiting),
            sessions.GroupBy(session => Settled(session.Connection.StateName)).ToDictionary(group => group.Key, group => group.Count()),
            Counters.Opened,
            Counters.Echoes,
            Counters.Recycled,
            Counters.Ended,
            Counters.Refused);
    }

    /// <summary>Three machines that are all in the state opened, nothing being recycled, are one word where connections are counted.</summary>
    private static string Settled(string stateName) => stateName == "Opened/Opened/Opened" ? "Opened" : stateName;

    /// <summary>
    /// Establishes a channel that this side opens. Begins in a turn, since a hop to the pool costs more than what is done before there is
    /// something to wait for. Never throws.
    /// </summary>
    [SuppressMessage("Design", "CA1031", Justification = "A fault of ours ends one connection, not the process.")]
    internal async Task EstablishAsync(RpcSession session, ChannelLink link, ServerGrant? grant)
    {
        _links.TryAdd(link, default);
        IChannelTransport? bytes = null;
        Exception? failure = null;
        try
        {
            bytes = await _opener.OpenAsync(link.Channel, session.Connection, grant, link.Life);
        }
        catch (Exception e)
        {
            failure = e;
        }

        await session.Reactor.NextTurn();
        if (bytes is not null)
        {
            link.Establish(link.CarriedBy(bytes));
        }
        else
        {
            link.NotEstablish(failure!);
        }
    }

    /// <summary>Why a virtual connection may no longer go on; null when it may.</summary>
    internal string? Revokes(VirtualConnection connection, ServerGrant grant, IPEndPoint? server) => _opener.Revokes(connection, grant, server);

    /// <summary>Why a successor may not use the connection to the server that is there; null when it may.</summary>
    internal CloseReason? RefusesSuccessor(VirtualConnection connection, ServerGrant current, ServerGrant asked, IPEndPoint? server) =>
        _opener.RefusesSuccessor(connection, current, asked, server);

    private void Begin(ChannelLink link, IChannelTransport bytes)
    {
        link.StartFirstTimer((int)TimerKind.FirstPdu, Options.FirstPduTimeout);
        link.Begin(link.CarriedBy(bytes));
        if (_isStopping)
        {
            link.StopUnclaimed(s_shutdown);
        }
    }

    private static InlineReactor[] InlineReactors(TimeProvider time, RoleLog lines) =>
        [.. Enumerable.Range(0, ReactorSet.DefaultCount).Select(_ => new InlineReactor(time, fault => lines.Fault(fault, null)))];
}
