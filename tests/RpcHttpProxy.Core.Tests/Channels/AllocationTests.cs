using System.Buffers;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Tests.Roles;
using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.Tests.Channels;

/// <summary>The data path allocates nothing per RPC PDU once it is warm, and gives every buffer back to the pool.</summary>
public class AllocationTests
{
    private const int Rounds = 10_000;

    [Theory]
    [InlineData(RoleName.Client, ChannelLeg.Upper)]
    [InlineData(RoleName.Client, ChannelLeg.ClientOut)]
    [InlineData(RoleName.InboundProxy, ChannelLeg.ClientIn)]
    [InlineData(RoleName.OutboundProxy, ChannelLeg.ServerOut)]
    [InlineData(RoleName.Server, ChannelLeg.ServerIn)]
    [InlineData(RoleName.Server, ChannelLeg.Upper)]
    public void Moving_an_RPC_PDU_on_allocates_nothing(RoleName role, ChannelLeg leg)
    {
        Stage stage = Stage.At(role, "Opened");
        Channel from = stage.On(leg);
        stage.Connection.ClearRequests();
        ReadOnlySequence<byte> pdu = RpcPdus.Make(5_840, seed: 1).AsSequence();

        AssertAllocatesNothing(() => Move(stage.Connection, from, pdu, stage));
    }

    [Fact]
    public void Queueing_RPC_PDUs_while_plugged_and_letting_them_go_allocates_nothing()
    {
        ReadOnlySequence<byte> pdu = RpcPdus.Make(1_000, seed: 1).AsSequence();
        var channel = new SendingChannel();
        AssertAllocatesNothing(() =>
        {
            channel.Plug();
            for (int i = 0; i < 8; i++)
            {
                channel.SendRpc(pdu);
            }

            channel.Unplug();
            channel.Outbox.Written(channel.Outbox.Take());
        });
    }

    private static void Move(VirtualConnection connection, Channel from, in ReadOnlySequence<byte> pdu, Stage stage)
    {
        SendingChannel sending = connection.ReceiveRpc(from, pdu)!.Sending;
        sending.Outbox.Written(sending.Outbox.Take());
        sending.Window.TryAcknowledge(new FlowControlAcknowledgment(sending.Window.BytesSent, sending.Window.PeerReceiveWindow, default));
    }

    private static void AssertAllocatesNothing(Action round)
    {
        for (int i = 0; i < Rounds; i++)
        {
            round();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Rounds; i++)
        {
            round();
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        // No object is smaller than 24 bytes. A collection may empty the pool meanwhile, which then makes a buffer of 16 KiB anew.
        Assert.True(allocated < 12 * Rounds, $"{allocated} bytes for {Rounds} rounds");
    }
}
