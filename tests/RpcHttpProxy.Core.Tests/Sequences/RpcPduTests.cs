using RpcHttpProxy.Core.Tests.Roles;

namespace RpcHttpProxy.Core.Tests.Sequences;

/// <summary>RPC PDUs through an open connection, and those that are in a hurry.</summary>
public class RpcPduTests
{
    // [rpch 2.1.2.1.7/1-3, 2.1.2.1.8/1-3, 3.2.1.1.3/4, 3.2.1.5.1.1/1, 3.2.2.4.2/2, 3.2.3.1.7/1, 3.2.3.5.2/4, 3.2.4.5.2/4-5, 3.2.5.4/1, 3.2.5.5.2/1]
    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(1_000)]
    [InlineData(13)]
    public void RPC_PDUs_go_both_ways_byte_for_byte(int pieceLength)
    {
        var pair = new Pair { PieceLength = pieceLength };
        pair.Open();
        pair.Run();
        byte[][] up = RpcPdus.Several(40, seed: 1);
        byte[][] down = RpcPdus.Several(40, seed: 1_000);

        for (int i = 0; i < up.Length; i++)
        {
            pair.Program!.Send(up[i]);
            pair.Service!.Send(down[i]);
            pair.Step();
        }

        pair.Run();
        Assert.Equal(up.SelectMany(pdu => pdu), pair.Service!.Received);
        Assert.Equal(down.SelectMany(pdu => pdu), pair.Program!.Received);
        ConnSequenceTests.AssertOpened(pair);
    }

    // [rpch 3.2.1.1.5.1/1, 3.2.3.5.4/3]
    [Fact]
    public void What_a_client_sends_before_the_inbound_proxy_has_CONN_B3_waits_and_goes_in_order()
    {
        var pair = new Pair();
        pair.Open();
        pair.Hold("Server -> InboundProxy").Run();
        Assert.Equal("B3W", Assert.Single(pair.InboundProxy.Connections).StateName);
        byte[][] early = RpcPdus.Several(10, seed: 5);

        foreach (byte[] pdu in early)
        {
            pair.Program!.Send(pdu);
        }

        pair.Run();
        Assert.Empty(pair.Service!.Received);
        Assert.DoesNotContain(pair.Transcript, line => line.StartsWith("InboundProxy -> Server: RPC", StringComparison.Ordinal));

        pair.Release("Server -> InboundProxy").Run();
        byte[][] later = RpcPdus.Several(3, seed: 50);
        foreach (byte[] pdu in later)
        {
            pair.Program!.Send(pdu);
        }

        pair.Run();
        Assert.Equal(early.Concat(later).SelectMany(pdu => pdu), pair.Service!.Received);
    }

    [Fact]
    public void What_a_hasty_client_sends_behind_CONN_B1_waits_while_the_server_is_being_connected()
    {
        var pair = new Pair();
        Client.ClientConnection client = pair.Open();
        pair.Hold("connect ServerIn").Run();
        var inbound = Assert.Single(pair.InboundProxy.Connections);
        Assert.Equal("B3W_Connecting", inbound.StateName);

        // Not by way of our client, which sends in the state opened only (3.2.2.4.2).
        byte[][] early = RpcPdus.Several(10, seed: 6);
        foreach (byte[] pdu in early)
        {
            pair.Client.SendPastTheCore(client.InChannel, pdu);
        }

        pair.Run();
        Assert.Equal("B3W_Connecting", inbound.StateName);

        pair.Release("connect ServerIn").Run();
        ConnSequenceTests.AssertOpened(pair);
        Assert.Equal(early.SelectMany(pdu => pdu), pair.Service!.Received);
    }

    [Fact]
    public void What_the_service_sends_the_moment_the_connection_is_open_arrives_behind_CONN_C2()
    {
        var pair = new Pair();
        pair.Open();
        pair.Hold("Server -> OutboundProxy").Run();
        byte[] pdu = RpcPdus.Make(500, seed: 9);
        pair.Service!.Send(pdu);

        pair.Release("Server -> OutboundProxy").Run();
        Assert.Equal(["OutboundProxy -> Client: CONN/C2", "OutboundProxy -> Client: RPC PDU, 500 bytes"], pair.Transcript.TakeLast(2));
        Assert.Equal(pdu, pair.Program!.Received);
    }
}
