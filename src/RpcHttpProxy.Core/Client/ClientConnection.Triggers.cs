using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Inputs;
using RpcHttpProxy.Core.Machines;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.Client;

/// <content>Which event of which machine an RTS PDU or an input is: channel, shape and state tell it.</content>
public sealed partial class ClientConnection
{
    // [rpch 3.2.2.5.4/4, 3.2.2.5.12/4] from opened on, IN and OUT channel have machines of their own, and are recycled side by side
    /// <inheritdoc/>
    protected override RtsPdu OnPdu(Channel from, RtsPdu pdu)
    {
        ClientOutChannelTrigger trigger = OutTriggerOf(from, pdu);
        pdu = pdu.Shape switch
        {
            RtsPduShape.IN_R1_A3_A4 => pdu.Named(RtsPduKind.IN_R1_A4),
            RtsPduShape.Destination => pdu.Named(RtsPduKind.IN_R2_A4),
            RtsPduShape.CONN_C => pdu.Named(RtsPduKind.CONN_C2),
            _ => PduNames.Named(pdu, trigger),
        };
        if (Passes(from, pdu))
        {
            return pdu;
        }

        if (!IsOpened)
        {
            Machine.Fire(this, OpenTriggerOf(from, pdu), from, pdu);
        }
        else if (pdu.Shape is RtsPduShape.IN_R1_A3_A4 or RtsPduShape.Destination && from.Leg == ChannelLeg.ClientOut)
        {
            InMachine.Fire(
                this, pdu.Shape == RtsPduShape.Destination ? ClientInChannelTrigger.IN_R2_A4 : ClientInChannelTrigger.IN_R1_A4, from, pdu);
        }
        else
        {
            OutMachine.Fire(this, trigger, from, pdu);
        }

        return pdu;
    }

    /// <inheritdoc/>
    protected override void OnInput(Input input)
    {
        switch (input)
        {
            case Input.Drained:
                InMachine.Fire(this, ClientInChannelTrigger.Drained);
                break;
            case Input.Connected connected when connected.Channel == InSuccessor:
                InMachine.Fire(this, ClientInChannelTrigger.InChannelConnected);
                break;
            case Input.Connected connected when connected.Channel == OutSuccessor:
                OutMachine.Fire(this, ClientOutChannelTrigger.OutChannelConnected);
                break;
            case Input.OutChannelResponse when IsOpened:
                OutMachine.Fire(this, ClientOutChannelTrigger.OutChannelResponse);
                break;
            default:
                OpenInput(input);
                break;
        }
    }

    private void OpenInput(Input input) => Machine.Fire(
        this,
        input switch
        {
            Input.OpenRequested => ClientOpenTrigger.Open,
            Input.Connected connected when connected.Channel == OutChannel => ClientOpenTrigger.OutChannelConnected,
            Input.Connected => ClientOpenTrigger.InChannelConnected,
            Input.OutChannelResponse => ClientOpenTrigger.OutChannelResponse,
            _ => throw new InvalidOperationException($"{input} is no input of a client."),
        });

    private ClientOutChannelTrigger OutTriggerOf(Channel channel, RtsPdu pdu) => (channel == OutChannel, pdu.Shape) switch
    {
        (true, RtsPduShape.OUT_R_A1_A2) => ClientOutChannelTrigger.OUT_R1_A2,
        (true, RtsPduShape.OUT_R1_A5_A6) => ClientOutChannelTrigger.OUT_R1_A6,
        (true, RtsPduShape.DestinationANCE) => ClientOutChannelTrigger.OUT_R2_A6,
        (true, RtsPduShape.ANCE) => ClientOutChannelTrigger.OUT_R1_A10,
        (true, RtsPduShape.OUT_R2_B3) => ClientOutChannelTrigger.OUT_R2_B3,
        _ => ClientOutChannelTrigger.OtherPdu,
    };

    private static ClientOpenTrigger OpenTriggerOf(Channel channel, RtsPdu pdu) => (channel.Leg, pdu.Shape) switch
    {
        (ChannelLeg.ClientOut, RtsPduShape.CONN_A3) => ClientOpenTrigger.CONN_A3,
        (ChannelLeg.ClientOut, RtsPduShape.CONN_C) => ClientOpenTrigger.CONN_C2,
        _ => ClientOpenTrigger.OtherPdu,
    };
}
