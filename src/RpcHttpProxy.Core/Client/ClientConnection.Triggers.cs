using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Effects;
using RpcHttpProxy.Core.Inputs;
using RpcHttpProxy.Core.Machines;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.Client;

/// <content>Which event of which machine an RTS PDU or an input is: channel, shape and state tell it.</content>
public sealed partial class ClientConnection
{
    /// <inheritdoc/>
    public override RtsPdu Name(Channel channel, RtsPdu pdu) => pdu.Shape switch
    {
        RtsPduShape.IN_R1_A3_A4 => pdu.Named(RtsPduKind.IN_R1_A4),
        RtsPduShape.Destination => pdu.Named(RtsPduKind.IN_R2_A4),
        RtsPduShape.CONN_C => pdu.Named(RtsPduKind.CONN_C2),
        _ => PduNames.Named(pdu, OutTriggerOf(channel, pdu)),
    };

    /// <inheritdoc/>
    protected override void OnPdu(Channel from, RtsPdu pdu, EffectBuffer effects)
    {
        if (!IsOpened)
        {
            Machine.Fire(this, TriggerOf(from, pdu), from, pdu, effects);
        }
        else if (pdu.Shape is RtsPduShape.IN_R1_A3_A4 or RtsPduShape.Destination && from.Leg == ChannelLeg.ClientOut)
        {
            InMachine.Fire(
                this, pdu.Shape == RtsPduShape.Destination ? ClientInChannelTrigger.IN_R2_A4 : ClientInChannelTrigger.IN_R1_A4, from, pdu,
                effects);
        }
        else
        {
            OutMachine.Fire(this, OutTriggerOf(from, pdu), from, pdu, effects);
        }
    }

    /// <inheritdoc/>
    protected override void OnInput(Input input, EffectBuffer effects)
    {
        switch (input)
        {
            case Input.Drained:
                InMachine.Fire(this, ClientInChannelTrigger.Drained, effects);
                break;
            case Input.Connected connected when connected.Channel == InSuccessor:
                InMachine.Fire(this, ClientInChannelTrigger.InChannelConnected, effects);
                break;
            case Input.Connected connected when connected.Channel == OutSuccessor:
                OutMachine.Fire(this, ClientOutChannelTrigger.OutChannelConnected, effects);
                break;
            case Input.OutChannelResponse when IsOpened:
                OutMachine.Fire(this, ClientOutChannelTrigger.OutChannelResponse, effects);
                break;
            default:
                OpenInput(input, effects);
                break;
        }
    }

    private void OpenInput(Input input, EffectBuffer effects) => Machine.Fire(
        this,
        input switch
        {
            Input.OpenRequested => ClientOpenTrigger.Open,
            Input.Connected connected when connected.Channel == OutChannel => ClientOpenTrigger.OutChannelConnected,
            Input.Connected => ClientOpenTrigger.InChannelConnected,
            Input.OutChannelResponse => ClientOpenTrigger.OutChannelResponse,
            _ => throw new InvalidOperationException($"{input} is no input of a client."),
        },
        effects);

    private ClientOutChannelTrigger OutTriggerOf(Channel channel, RtsPdu pdu) => (channel == OutChannel, pdu.Shape) switch
    {
        (true, RtsPduShape.OUT_R_A1_A2) => ClientOutChannelTrigger.OUT_R1_A2,
        (true, RtsPduShape.OUT_R1_A5_A6) => ClientOutChannelTrigger.OUT_R1_A6,
        (true, RtsPduShape.DestinationANCE) => ClientOutChannelTrigger.OUT_R2_A6,
        (true, RtsPduShape.ANCE) => ClientOutChannelTrigger.OUT_R1_A10,
        (true, RtsPduShape.OUT_R2_B3) => ClientOutChannelTrigger.OUT_R2_B3,
        _ => ClientOutChannelTrigger.OtherPdu,
    };

    private static ClientOpenTrigger TriggerOf(Channel channel, RtsPdu pdu) => (channel.Leg, pdu.Shape) switch
    {
        (ChannelLeg.ClientOut, RtsPduShape.CONN_A3) => ClientOpenTrigger.CONN_A3,
        (ChannelLeg.ClientOut, RtsPduShape.CONN_C) => ClientOpenTrigger.CONN_C2,
        _ => ClientOpenTrigger.OtherPdu,
    };
}
