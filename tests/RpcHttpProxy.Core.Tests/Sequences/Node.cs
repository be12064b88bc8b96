using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Effects;
using RpcHttpProxy.Core.Inputs;
using RpcHttpProxy.Core.Tests.Roles;
using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.Tests.Sequences;

/// <summary>One role with its cookie table: what the transport is to the core, without sockets, threads and time.</summary>
internal sealed class Node(Pair pair, RoleName name, Role? role)
{
    private readonly EffectBuffer _effects = new();
    private readonly Dictionary<Channel, Link> _links = [];
    private readonly Dictionary<(VirtualConnection, TimerKind), TimeSpan> _timers = [];

    public RoleName Name { get; } = name;

    public VirtualConnectionCookieTable<VirtualConnection> Table { get; } = new();

    /// <summary>Every connection there ever was.</summary>
    public List<VirtualConnection> Connections { get; } = [];

    /// <summary>The connections that are over, each with its reason.</summary>
    public List<(VirtualConnection Connection, CloseReason Reason)> Ended { get; } = [];

    /// <summary>Why newcomers were turned away.</summary>
    public List<CloseReason> Refusals { get; } = [];

    /// <summary>How many connections reported that they are open.</summary>
    public int Opened { get; private set; }

    /// <summary>The effects of every input, as text.</summary>
    public List<string> Log { get; } = [];

    public TimerKind[] RunningTimers => [.. _timers.Keys.Select(key => key.Item2)];

    /// <summary>What was written to each higher layer.</summary>
    public Dictionary<Channel, List<byte>> Uppers { get; } = [];

    /// <summary>The channels that are linked to a peer and not over.</summary>
    public IEnumerable<(VirtualConnection Connection, Channel Channel)> OpenChannels =>
        from link in _links.Values where link.Owner is not null && !link.Channel.IsClosed select (link.Owner, link.Channel);

    public void Link(Channel channel, Link link) => _links.Add(channel, link);

    public void Start(VirtualConnection connection)
    {
        Connections.Add(connection);
        Assert.True(Table.TryAdd(connection.Cookie, connection));
    }

    /// <summary>Feeds an input and carries out what follows from it.</summary>
    public void Handle(VirtualConnection connection, Input input)
    {
        _effects.Clear();
        connection.Handle(input, _effects);
        CarryOut(connection);
    }

    /// <summary>An RTS PDU has arrived; the first one of a channel finds or makes the connection.</summary>
    public void ReceiveRts(Link link, RtsPdu pdu)
    {
        link.Owner ??= Admit(link, pdu);
        if (link.Owner is { } connection) Handle(connection, new Input.RtsReceived(link.Channel, connection.Name(link.Channel, pdu)));
    }

    /// <summary>An RPC PDU has arrived.</summary>
    public void ReceiveRpc(VirtualConnection connection, Channel channel, byte[] pdu)
    {
        _effects.Clear();
        connection.ReceiveRpc(channel, pdu.AsSequence(), _effects);
        CarryOut(connection);
    }

    /// <summary>Sends bytes on a channel past the core, as a peer would that has its own ideas.</summary>
    public void SendPastTheCore(Channel channel, byte[] bytes) => _links[channel].Send(bytes);

    /// <summary>Timers whose time has come elapse.</summary>
    public void Elapse(TimeSpan now)
    {
        foreach (((VirtualConnection connection, TimerKind timer), _) in _timers.Where(entry => entry.Value <= now).ToArray())
        {
            _timers.Remove((connection, timer));
            Handle(connection, new Input.TimerElapsed(timer));
        }
    }

    /// <summary>Ends a channel that no connection owns.</summary>
    public void Refuse(Link link, CloseReason reason)
    {
        Refusals.Add(reason);
        link.Channel.IsClosed = true;
        link.End(CloseReason.ConnectionError, cut: true);
    }

    private VirtualConnection? Admit(Link link, RtsPdu first)
    {
        Admission admission = role!.Admit(link.Channel.Leg, first);
        if (admission.Kind == AdmissionKind.Refused)
        {
            Refuse(link, CloseReason.FirstPduUnexpected);
            return null;
        }

        bool isThere = Table.TryGet(admission.Cookie, out VirtualConnection? connection);
        if (!isThere) Start(connection = role.Create(admission.Cookie));
        link.Channel.Leg = admission.Leg;
        CloseReason? refusal = isThere && admission.Kind == AdmissionKind.New
            ? CloseReason.CookieTaken
            : connection!.Refuses(link.Channel, first);
        if (refusal is { } reason)
        {
            Refuse(link, reason);
            return null;
        }

        connection!.Attach(link.Channel);
        return connection;
    }

    private void CarryOut(VirtualConnection connection)
    {
        foreach (Effect effect in _effects.ToArray()) CarryOut(connection, effect);

        foreach (Channel channel in connection.Channels)
        {
            if (!channel.IsClosed) Flush(connection, channel);
        }
    }

    private void CarryOut(VirtualConnection connection, Effect effect)
    {
        Log.Add(effect.ToString());
        switch (effect)
        {
            case Effect.Send send:
                send.Channel.Sending.SendRts(send.Pdu);
                Flush(connection, send.Channel);
                break;
            case Effect.Forward forward:
                forward.Channel.Sending.SendRts(forward.Pdu);
                Flush(connection, forward.Channel);
                break;
            case Effect.Plug plug:
                plug.Channel.Sending.Plug();
                break;
            case Effect.Unplug unplug:
                unplug.Channel.Sending.Unplug();
                break;
            case Effect.OpenChannel open:
                pair.Dial(this, connection, open.Channel);
                break;
            case Effect.SendOutChannelResponse response:
                Flush(connection, response.Channel);
                _links[response.Channel].Respond();
                break;
            case Effect.SetTimer timer:
                _timers[(connection, timer.Timer)] = pair.Now + timer.Due;
                break;
            case Effect.CancelTimer timer:
                _timers.Remove((connection, timer.Timer));
                break;
            case Effect.Opened:
                Opened++;
                break;
            case Effect.Finish finish:
                EndOf(connection, finish.Channel, CloseReason.ClosedByProxy, cut: false);
                break;
            case Effect.FailRequest fail:
                EndOf(connection, fail.Channel, CloseReason.RequestRefused, cut: false);
                break;
            case Effect.Abort abort:
                EndOf(connection, abort.Channel, CloseReason.ConnectionError, cut: true);
                break;
            case Effect.Ended ended:
                Ended.Add((connection, ended.Reason));
                Table.Remove(connection.Cookie, connection);
                foreach ((VirtualConnection, TimerKind) timer in _timers.Keys.Where(key => key.Item1 == connection).ToArray()) _timers.Remove(timer);
                break;
        }
    }

    private void EndOf(VirtualConnection connection, Channel channel, CloseReason asSeenByPeer, bool cut)
    {
        if (!_links.TryGetValue(channel, out Link? link)) return; // Never connected, or not yet: the dialing is given up.

        if (!cut) Flush(connection, channel);
        channel.Sending.Discard();
        link.End(asSeenByPeer, cut);
    }

    /// <summary>Writes what waits; RPC PDUs that were written are consumed where they came from.</summary>
    private void Flush(VirtualConnection connection, Channel channel)
    {
        Outbox outbox = channel.Sending.Outbox;
        if (outbox.Length == 0 || !TryWrite(channel, outbox, out int rpcBytes)) return;

        if (rpcBytes > 0 && !connection.IsFinished)
        {
            var effects = new EffectBuffer();
            connection.Written(channel, rpcBytes, effects);
            foreach (Effect effect in effects.ToArray()) CarryOut(connection, effect);
        }
    }

    private bool TryWrite(Channel channel, Outbox outbox, out int rpcBytes)
    {
        rpcBytes = 0;
        Action<byte[]>? write =
            channel.Leg == ChannelLeg.Upper ? (Uppers.TryGetValue(channel, out List<byte>? above) ? above.AddRange : null)
            : _links.TryGetValue(channel, out Link? link) ? link.Send : null;
        if (write is null) return false;

        ArraySegment<byte> taken = outbox.Take();
        rpcBytes = outbox.RpcInFlight;
        write([.. taken]);
        outbox.Written(taken);
        return true;
    }
}
