using RpcHttpProxy.Core;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Inputs;
using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Transport.Tests.Kit;

/// <summary>A connection whose calculation throws, from some PDU on: a fault of ours.</summary>
internal sealed class FaultyConnection(RtsCookie cookie, string where) : VirtualConnection(RoleName.Server, cookie)
{
    public override string StateName => "Faulty";

    public override bool IsOpened => where == "acknowledgment";

    public override bool IsFinished => false;

    protected override TimeSpan AcknowledgmentGrace => TimeSpan.FromSeconds(5);

    public override CloseReason? Refuses(Channel incoming, RtsPdu first) => where == "refuse" ? throw Fault() : null;

    protected override void Attach(Channel channel)
    {
        base.Attach(channel);
        channel.Receiving.Advertise(8); // any RPC PDU is to be acknowledged at once
    }

    protected override RtsPdu OnPdu(Channel from, RtsPdu pdu)
    {
        SetTimer(TimerKind.ConnectionSetup, TimeSpan.FromSeconds(60));
        if (where == "request")
        {
            AnswerEcho(from); // none that a session knows
        }

        if (where == "pdu" || (where == "second pdu" && pdu.Shape == RtsPduShape.CONN_B2))
        {
            throw Fault();
        }

        return pdu;
    }

    protected override void OnInput(Input input) => throw Fault();

    protected override bool IsWaiting(TimerKind timer) => true;

    protected override bool Consumes(Channel from, RtsPdu pdu) => false;

    protected override Channel? HopTo(RoleName role, Channel from, RtsPdu pdu) => null;

    protected override void Close(CloseTrigger ending) => throw Fault();

    public override Channel? NextHop(Channel from) => where == "rpc" ? throw Fault() : from;

    protected override (Channel Hop, ForwardDestination? Destination)? AcknowledgmentRoute(Channel origin) => throw Fault();

    private static InvalidCastException Fault() => new("a fault");
}
