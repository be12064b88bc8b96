using Microsoft.Extensions.Logging;
using RpcHttpProxy.Core;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Requests;
using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.Tracing;

namespace RpcHttpProxy.Transport.Sessions;

/// <summary>
/// Tells log and trace what sessions do. RPC PDUs are traced once a channel: the first. When neither is enabled it costs a test of a flag.
/// </summary>
internal sealed class SessionTrace(RoleName role, string node, ITraceSink sink, ILogger logger, RoleLog lines, TimeProvider time)
{
    private readonly string _role = Word(role);

    public static string Word(RoleName role) => role switch
    {
        RoleName.Client => TraceRoles.Client,
        RoleName.InboundProxy => TraceRoles.InboundProxy,
        RoleName.OutboundProxy => TraceRoles.OutboundProxy,
        _ => TraceRoles.Server,
    };

    /// <summary>True when transitions and PDUs are logged or traced.</summary>
    public bool IsDetailed => sink.IsEnabled || logger.IsEnabled(LogLevel.Debug);

    /// <summary>A machine moved; what it did is told by the requests behind this one, up to the next move.</summary>
    public void Transitioned(VirtualConnection connection, Request.Transitioned move, int at)
    {
        Log.Transitioned(logger, role, connection.Cookie, move.Machine, move.From, move.Trigger, move.To);
        if (!sink.IsEnabled)
        {
            return;
        }

        List<string> texts = [];
        for (int i = at + 1; i < connection.Requests.Count && connection.Requests[i] is not (Request.Transitioned or Request.Received); i++)
        {
            if (connection.Requests[i] is not (Request.Recycled or Request.RpcReceived or Request.Linger))
            {
                texts.Add(connection.Requests[i].ToString());
            }
        }

        sink.Write(Event(connection, TraceEventKind.Transition) with
        {
            Machine = move.Machine,
            Trigger = move.Trigger,
            From = move.From,
            To = move.To,
            Effects = texts.Count == 0 ? null : texts,
        });
    }

    public void Received(VirtualConnection connection, Channel from, RtsPdu pdu)
    {
        Log.RtsPdu(logger, role, connection.Cookie, "received", pdu.Name, from);
        Message(connection, TraceEventKind.Received, from, pdu.Name, pdu.Length, time.GetUtcNow());
    }

    public void Sent(VirtualConnection connection, Channel on, RtsPdu pdu)
    {
        Log.RtsPdu(logger, role, connection.Cookie, "sent", pdu.Name, on);
        Message(connection, TraceEventKind.Sent, on, pdu.Name, pdu.Length, time.GetUtcNow());
    }

    public void OutChannelResponseSent(VirtualConnection connection, Channel on) =>
        Message(connection, TraceEventKind.Sent, on, TracePdus.OutChannelResponse, null, time.GetUtcNow());

    /// <summary>A head or prelude that precedes the PDUs of a channel.</summary>
    public void HeadReceived(VirtualConnection connection, Channel on, string name, DateTimeOffset when) =>
        Message(connection, TraceEventKind.Received, on, name, null, when);

    /// <summary>Each channel's first RPC PDU, as it is received from the wire; the higher layer's are told where they are received.</summary>
    public void RpcReceived(VirtualConnection connection, Request.RpcReceived received)
    {
        if (!sink.IsEnabled)
        {
            return;
        }

        string name = RpcName(received.PacketType);
        if (received.Channel.Leg == ChannelLeg.Upper)
        {
            Channel? next = connection.Channels.FirstOrDefault(
                channel => channel.Leg is ChannelLeg.ClientIn or ChannelLeg.ServerOut && !channel.IsClosed);
            if (next is not null)
            {
                Message(connection, TraceEventKind.Sent, next, name, received.Length, time.GetUtcNow());
            }

            return;
        }

        Message(connection, TraceEventKind.Received, received.Channel, name, received.Length, time.GetUtcNow());
        Channel? hop = role switch
        {
            RoleName.InboundProxy => connection.Channels.FirstOrDefault(channel => channel.Leg == ChannelLeg.ServerIn),
            RoleName.OutboundProxy => connection.Channels.FirstOrDefault(channel => channel.Leg == ChannelLeg.ClientOut),
            _ => null,
        };
        if (hop is not null)
        {
            Message(connection, TraceEventKind.Sent, hop, name, received.Length, time.GetUtcNow());
        }
    }

    public void Timer(VirtualConnection connection, TimerKind kind)
    {
        if (sink.IsEnabled)
        {
            sink.Write(Event(connection, TraceEventKind.Timer) with { Trigger = kind.ToString() });
        }
    }

    /// <summary>A channel that its peer opened has joined: what preceded its first PDU is told, with the time it came.</summary>
    public void Joined(VirtualConnection connection, ChannelLink link)
    {
        ChannelOpened(connection, link);
        switch (link.Channel.Leg)
        {
            case ChannelLeg.ClientIn:
                HeadReceived(connection, link.Channel, TracePdus.InChannelRequest, link.Since);
                break;
            case ChannelLeg.ClientOut:
                HeadReceived(connection, link.Channel, TracePdus.OutChannelRequest, link.Since);
                break;
            default:
                HeadSent(connection, link.Channel, TracePdus.LegacyServerResponse, link.Since);
                break;
        }
    }

    /// <summary>A channel that this side opened is there; in the client that took its request's head.</summary>
    public void Established(VirtualConnection connection, ChannelLink link)
    {
        ChannelOpened(connection, link);
        if (link.Channel.Leg is ChannelLeg.ClientIn or ChannelLeg.ClientOut)
        {
            HeadSent(
                connection, link.Channel,
                link.Channel.Leg == ChannelLeg.ClientIn ? TracePdus.InChannelRequest : TracePdus.OutChannelRequest, time.GetUtcNow());
        }
    }

    public void ChannelClosed(VirtualConnection connection, Request.Linger closed)
    {
        if (sink.IsEnabled)
        {
            sink.Write(Event(connection, TraceEventKind.ChannelClosed) with
            {
                Channel = closed.Channel.ToString(),
                Peer = PeerOn(closed.Channel.Leg),
                Reason = closed.Reason.ToString(),
                Detail = closed.Detail,
            });
        }
    }

    public void FlowControlDisabled(VirtualConnection connection, Channel channel) =>
        lines.FlowControlDisabled(connection.Cookie, channel.ToString());

    public void Opened(VirtualConnection connection)
    {
        Log.Opened(logger, role, connection.Cookie);
        if (sink.IsEnabled)
        {
            sink.Write(Event(connection, TraceEventKind.Opened));
        }
    }

    public void Ended(VirtualConnection connection, Request.Ended ended)
    {
        if (ended.Reason.IsOrderly() && !ended.Reason.IsProcessingError())
        {
            Log.Ended(logger, role, connection.Cookie, ended.Reason, ended.Detail);
        }
        else
        {
            lines.EndedByError(connection.Cookie, ended.Reason, ended.Detail);
        }

        if (sink.IsEnabled)
        {
            sink.Write(Event(connection, TraceEventKind.Closed) with { Reason = ended.Reason.ToString(), Detail = ended.Detail });
        }
    }

    // PTYPE values of [C706] 12.6.
    private static string RpcName(byte packetType) => packetType switch
    {
        0 => TracePdus.RpcRequest,
        2 => "RPC response",
        3 => "RPC fault",
        11 => TracePdus.RpcBind,
        12 => "RPC bind_ack",
        13 => "RPC bind_nak",
        _ => $"RPC PDU of type {packetType}",
    };

    private void Message(
        VirtualConnection connection, TraceEventKind kind, Channel channel, string pdu, int? length, DateTimeOffset when)
    {
        if (sink.IsEnabled)
        {
            sink.Write(Event(connection, kind) with
            {
                Time = when,
                Channel = channel.ToString(),
                Peer = PeerOn(channel.Leg),
                Pdu = pdu,
                Length = length,
            });
        }
    }

    private TraceEvent Event(VirtualConnection connection, TraceEventKind kind) => new()
    {
        Time = time.GetUtcNow(),
        Role = _role,
        Node = node,
        Cookie = connection.Cookie.ToString(),
        Kind = kind,
    };

    private void ChannelOpened(VirtualConnection connection, ChannelLink link)
    {
        if (sink.IsEnabled)
        {
            sink.Write(Event(connection, TraceEventKind.ChannelOpened) with
            {
                Time = link.Since,
                Channel = link.Channel.ToString(),
                Peer = PeerOn(link.Channel.Leg),
                Detail = link.Carrier?.Peer,
            });
        }
    }

    private void HeadSent(VirtualConnection connection, Channel on, string name, DateTimeOffset when) =>
        Message(connection, TraceEventKind.Sent, on, name, null, when);

    private string? PeerOn(ChannelLeg leg) => (role, leg) switch
    {
        (RoleName.Client, ChannelLeg.ClientIn) or (RoleName.Server, ChannelLeg.ServerIn) => TraceRoles.InboundProxy,
        (RoleName.Client, ChannelLeg.ClientOut) or (RoleName.Server, ChannelLeg.ServerOut) => TraceRoles.OutboundProxy,
        (_, ChannelLeg.ClientIn or ChannelLeg.ClientOut) => TraceRoles.Client,
        (_, ChannelLeg.ServerIn or ChannelLeg.ServerOut) => TraceRoles.Server,
        _ => null,
    };
}
