using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.OutboundProxy;

/// <content>Pings to the client (3.2.4.6).</content>
public sealed partial class OutboundProxyConnection
{
    // Appendix note 50.
    private const uint PingTrafficThreshold = 1_031;

    private uint _pingBytes;

    /// <summary>Pings to the client (3.2.4.6).</summary>
    public PingOriginator Pings { get; } = new();

    /// <summary>Pings at the connection time-out that the client was told; a client that has recycled its OUT channel at the ping interval.</summary>
    internal void StartPings(bool isSuccessor)
    {
        Pings.Start(ConnectionTimeout, ClientOut);
        if (isSuccessor)
        {
            Pings.TryShorten(Variables.PingInterval, ClientOut);
        }

        SetTimer(TimerKind.Ping, Pings.Due);
    }

    /// <summary>
    /// The client has sent an RTS PDU after CONN/B1, and so takes them: it is pinged at the ping interval, if that is shorter. This proxy sees
    /// those that are for it: an acknowledgment for the OUT channel, and a successor's first PDU.
    /// </summary>
    internal void ShortenPings()
    {
        if (Pings.TryShorten(Variables.PingInterval, ClientOut))
        {
            SetTimer(TimerKind.Ping, Pings.Due);
        }
    }

    // [rpch 2.2.3.5.15/2] bytes that the outbound proxy added
    // [rpch 3.2.4.6/1] a Ping on the default channel, unless something was sent within the interval
    // [rpch 3.2.4.6/2] the server is told by Ping Traffic Sent Notify
    /// <summary>Pings take from the OUT channel's lifetime: the server, which counts it, is told when they come to more than 1 031 bytes.</summary>
    protected override void OnPingTimer(TimerKind timer)
    {
        if (State == OutboundProxyState.Draining)
        {
            return;
        }

        if (Pings.IsPingDue(ClientOut))
        {
            Send(ClientOut, RtsPdus.Ping());
            _pingBytes += (uint)RtsPdus.Ping().Length;
        }

        SetTimer(TimerKind.Ping, Pings.Due);
        if (_pingBytes > PingTrafficThreshold)
        {
            Send(ServerOut, RtsPdus.PingTrafficSentNotify(_pingBytes));
            _pingBytes = 0;
        }
    }
}
