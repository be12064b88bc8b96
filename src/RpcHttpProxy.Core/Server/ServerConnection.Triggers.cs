using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Machines;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.Server;

/// <content>Which event of which machine an RTS PDU is: leg, shape and state tell it.</content>
public sealed partial class ServerConnection
{
    // [rpch 3.2.5.5.3.2/2, 3.2.5.5.4.2/2, 3.2.5.5.15/4] from opened on, IN and OUT channel have machines of their own, and are recycled side by side
    /// <inheritdoc/>
    protected override RtsPdu OnPdu(Channel from, RtsPdu pdu) =>
        from.Leg == ChannelLeg.ServerOut || pdu.Shape is RtsPduShape.OUT_R_A7_A8 or RtsPduShape.OUT_R2_A7
            ? OnOutPdu(from, pdu)
            : OnInPdu(from, pdu);

    private RtsPdu OnInPdu(Channel from, RtsPdu pdu)
    {
        ServerInChannelTrigger trigger = InTriggerOf(from, pdu);
        pdu = PduNames.Named(pdu, trigger);
        if (Passes(from, pdu))
        {
            return pdu;
        }

        if (IsOpened)
        {
            InMachine.Fire(this, trigger, from, pdu);
        }
        else
        {
            Machine.Fire(this, OpenTriggerOf(from, pdu), from, pdu);
        }

        return pdu;
    }

    private RtsPdu OnOutPdu(Channel from, RtsPdu pdu)
    {
        ServerOutChannelTrigger trigger = OutTriggerOf(from, pdu);
        pdu = PduNames.Named(pdu, trigger);
        if (Passes(from, pdu))
        {
            return pdu;
        }

        if (IsOpened)
        {
            OutMachine.Fire(this, trigger, from, pdu);
        }
        else
        {
            Machine.Fire(this, OpenTriggerOf(from, pdu), from, pdu);
        }

        return pdu;
    }

    private ServerInChannelTrigger InTriggerOf(Channel channel, RtsPdu pdu) => (channel.Leg, pdu.Shape) switch
    {
        (ChannelLeg.ServerIn, RtsPduShape.IN_R1_A2) when channel == InSuccessor => ServerInChannelTrigger.IN_R1_A2,
        (ChannelLeg.ServerIn, RtsPduShape.Cookie) when channel == InChannel =>
            InState == ServerInChannelState.A6W ? ServerInChannelTrigger.IN_R1_A6 : ServerInChannelTrigger.IN_R2_A2,
        (ChannelLeg.ServerIn, RtsPduShape.Empty) when channel == InChannel => ServerInChannelTrigger.IN_R1_B1,
        _ => ServerInChannelTrigger.OtherPdu,
    };

    private ServerOutChannelTrigger OutTriggerOf(Channel channel, RtsPdu pdu) => (channel.Leg, pdu.Shape) switch
    {
        (ChannelLeg.ServerOut, RtsPduShape.OUT_R1_A4) when channel == OutSuccessor => ServerOutChannelTrigger.OUT_R1_A4,
        (ChannelLeg.ServerOut, RtsPduShape.Cookie) when channel == OutChannel => ServerOutChannelTrigger.OUT_R2_A4,
        (ChannelLeg.ServerIn, RtsPduShape.OUT_R2_A7) => ServerOutChannelTrigger.OUT_R2_A8,
        (ChannelLeg.ServerIn, RtsPduShape.OUT_R_A7_A8) =>
            OutState == ServerOutChannelState.Opened_R2A8W ? ServerOutChannelTrigger.OUT_R2_A8 : ServerOutChannelTrigger.OUT_R1_A8,
        _ => ServerOutChannelTrigger.OtherPdu,
    };

    private static ServerOpenTrigger OpenTriggerOf(Channel channel, RtsPdu pdu) => (channel.Leg, pdu.Shape) switch
    {
        (ChannelLeg.ServerOut, RtsPduShape.CONN_A2) => ServerOpenTrigger.CONN_A2,
        (ChannelLeg.ServerIn, RtsPduShape.CONN_B2) => ServerOpenTrigger.CONN_B2,
        _ => ServerOpenTrigger.OtherPdu,
    };
}
