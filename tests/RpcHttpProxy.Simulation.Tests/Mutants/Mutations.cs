namespace RpcHttpProxy.Simulation.Tests.Mutants;

/// <summary>Eleven faults that an implementer of this protocol is likely to make, where they would be made: in the core and the transport.</summary>
internal static class Mutations
{
    private const string Core = "RpcHttpProxy.Core/";
    private const string Transport = "RpcHttpProxy.Transport/";
    private const string SendingChannel = Core + "Channels/SendingChannel.cs";

    public static IReadOnlyList<Mutation> All { get; } =
    [
        // Whoever sends has looked at the plug before it was taken out, and enqueues after: nobody dequeues.
        new(
            "a PDU enqueued after an unplug that found the queue empty",
            1,
            new Edit(
                SendingChannel,
                "public void Plug() => IsPlugged = true;",
                "public void Plug() => IsPlugged = true; private bool _wasSeenPlugged;"),
            new Edit(
                SendingChannel,
                """
                        IsPlugged = false;
                        Dequeue();
                """,
                """
                        IsPlugged = false;
                        _wasSeenPlugged = Queue.Count == 0;
                        Dequeue();
                """),
            new Edit(
                SendingChannel,
                """
                        if (IsPlugged || Queue.Count > 0 || !Window.Admits(length) || !FitsLifetime(length))
                        {
                """,
                """
                        if (IsPlugged || _wasSeenPlugged || Queue.Count > 0 || !Window.Admits(length) || !FitsLifetime(length))
                        {
                            _wasSeenPlugged = false;
                """)),
        new(
            "a PDU to the predecessor after the switch",
            4,
            new Edit(
                Core + "OutboundProxy/OutboundProxyConnection.cs",
                "NextHop(Channel from) =>\n        from == ServerOut && (IsOpened || State == OutboundProxyState.A11W) ? _clientOut : null;",
                "NextHop(Channel from) =>\n        from == ServerOut && (IsOpened || State == OutboundProxyState.A11W) ? Predecessor ?? _clientOut : null;")),
        new(
            "B1 before the queued PDUs",
            36,
            new Edit(
                SendingChannel,
                "        Queue.EnqueueFence(pdu);\n",
                """
                        if (pdu.Shape == RtsPduShape.Empty)
                        {
                            SendRts(pdu);
                            Outbox.MarkFence();
                            return;
                        }

                        Queue.EnqueueFence(pdu);

                """)),
        new(
            "an ack with the old cookie dropped on a surviving leg",
            7,
            new Edit(
                Core + "Channels/Channel.cs",
                "cookie == Cookie || _formerCookies?.Contains(cookie) == true;",
                "cookie == Cookie;")),
        new(
            "acks forwarded to the default OUT only",
            78,
            new Edit(
                Core + "Server/ServerConnection.cs",
                "return isForOutProxy ? OutChannelNamed(pdu.Ack.ChannelCookie) : OutChannel;",
                "return isForOutProxy || !isForOutProxy ? OutChannel : null;")),
        new(
            "the header before B3",
            23,
            new Edit(
                Core + "OutboundProxy/OutboundProxyMachine.cs",
                "        Connection.SwitchToSuccessor();\n",
                "        Connection.SwitchToSuccessor();\n        Connection.Respond(Connection.ClientOut);\n"),
            new Edit(
                Transport + "Sessions/RpcSession.Requests.cs",
                "LinkOf(response.Channel)?.Respond();",
                "if (LinkOf(response.Channel) is { IsHeadAwaited: true } first) first.Respond(); // not a second time")),
        new(
            "the predecessor's late close taken for the connection's",
            3,
            new Edit(
                Core + "VirtualConnections/VirtualConnection.cs",
                "case Input.ChannelClosed closed when !_channels.Contains(closed.Channel):",
                "case Input.ChannelClosed closed when !_channels.Contains(closed.Channel) && !_retired.Contains(closed.Channel):")),
        new(
            "a row removed after the socket close",
            334,
            new Edit(
                Transport + "Sessions/RpcSession.Requests.cs",
                "        Host.Table.Remove(Cookie, this);\n        if (_principal is not null",
                "        if (_principal is not null"),
            new Edit(
                Transport + "Sessions/RpcSession.cs",
                "refusal = BelongsTo(incoming)\n",
                "refusal = IsOver ? CloseReason.CookieTaken : BelongsTo(incoming)\n"),
            new Edit(
                Transport + "Sessions/ChannelLink.cs",
                "    protected override void OnEnded() => _host.Forget(this);\n",
                """
                    protected override void OnEnded()
                    {
                        _host.Forget(this);
                        if (Owner is RpcSession { IsOver: true } over)
                        {
                            _host.Table.Remove(over.Cookie, over);
                        }
                    }

                """)),
        new(
            "unsent PDUs lost at the switch",
            3,
            new Edit(Core + "Client/ClientConnection.cs", "        predecessor.Sending.Queue.MoveTo(InChannel.Sending.Queue);\n", "")),
        new(
            "a lifetime one byte over",
            69,
            new Edit(SendingChannel, "LifetimeSent + length <= Lifetime - Reserve;", "LifetimeSent + length <= Lifetime - Reserve + 1;")),
        new(
            "a used forwarding row swapped",
            3,
            new Edit(
                Core + "Channels/ForwardingTable.cs",
                "(RoleName.Server, RoleName.InboundProxy) => RoleName.InboundProxy,",
                "(RoleName.Server, RoleName.Client) => RoleName.InboundProxy,")),
    ];
}
