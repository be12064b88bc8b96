using RpcHttpProxy.Core.Client;
using RpcHttpProxy.Core.InboundProxy;
using RpcHttpProxy.Core.OutboundProxy;
using RpcHttpProxy.Core.Server;
using RpcHttpProxy.Core.Tests.Roles;

namespace RpcHttpProxy.Core.Tests.Sequences;

/// <summary>Figure 17: a virtual connection opens. Four roles, every byte through framer and reader.</summary>
public class ConnSequenceTests
{
    /// <summary>
    /// Beside figure 17. Ours connects to the server when CONN/A1 or CONN/B1 has come, not with the request (3.2.3.5.3, 3.2.4.5.3), so the
    /// legacy server responses come behind them; lines that cross each other in the figure may come in either order.
    /// </summary>
    private static readonly string[] _figure17 =
    [
        "Client -> InboundProxy: IN channel request",
        "Client -> OutboundProxy: OUT channel request",
        "Client -> InboundProxy: CONN/B1",
        "Client -> OutboundProxy: CONN/A1",
        "Server -> InboundProxy: legacy server response",
        "InboundProxy -> Server: CONN/B2",
        "Server -> OutboundProxy: legacy server response",
        "OutboundProxy -> Server: CONN/A2",
        "OutboundProxy -> Client: OUT channel response",
        "OutboundProxy -> Client: CONN/A3",
        "Server -> OutboundProxy: CONN/C1",
        "Server -> InboundProxy: CONN/B3",
        "OutboundProxy -> Client: CONN/C2",
    ];

    // [rpch 2.1.2.1/6, 3.2.1.1.3/2, 3.2.2.4.1.2/1-2, 3.2.2.5.2/1, 3.2.2.5.3/3, 3.2.2.5.4/3, 3.2.3.5.3/3, 3.2.3.5.12/1-2, 3.2.4.5.3/3, 3.2.4.5.4/3, 3.2.4.5.15/1-2]
    // [rpch 3.2.1.5.3.1, 3.2.5.5.3.2/1, 3.2.5.5.4.2/1]
    [Fact]
    public void A_virtual_connection_opens_as_figure_17_draws_it()
    {
        var pair = new Pair();
        pair.Open();
        pair.Run();
        Assert.Equal(_figure17, pair.Transcript);
        AssertOpened(pair);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(21)]
    public void It_opens_the_same_when_bytes_arrive_in_small_pieces(int pieceLength)
    {
        var pair = new Pair { PieceLength = pieceLength };
        pair.Open();
        pair.Run();
        Assert.Equal(_figure17.Order(), pair.Transcript.Order());
        AssertOpened(pair);
    }

    // [rpch 3.2.3.5.12/1-2, 3.2.4.5.15/1-2]
    [Fact]
    public void It_opens_without_a_legacy_server_response()
    {
        var pair = new Pair { SendsLegacyResponse = false };
        pair.Open();
        pair.Run();
        Assert.Equal(_figure17.Where(line => !line.EndsWith("legacy server response", StringComparison.Ordinal)), pair.Transcript);
        AssertOpened(pair);
    }

    // [rpch 3.2.5.5.3/4-6, 3.2.5.5.3/8-10, 3.2.5.5.4/2-7]
    [Theory]
    [InlineData("InboundProxy -> Server", "CONN/A2", "CONN/B2")]
    [InlineData("OutboundProxy -> Server", "CONN/B2", "CONN/A2")]
    [InlineData("connect ServerIn", "CONN/A2", "CONN/B2")]
    [InlineData("connect ServerOut", "CONN/B2", "CONN/A2")]
    [InlineData("connect ClientIn", "CONN/A1", "CONN/B1")]
    [InlineData("connect ClientOut", "CONN/B1", "CONN/A1")]
    [InlineData("Client -> InboundProxy", "CONN/A1", "CONN/B1")]
    [InlineData("Client -> OutboundProxy", "CONN/B1", "CONN/A1")]
    [InlineData("connect ClientIn", "CONN/A3", "CONN/B1")]
    public void Either_half_may_come_first(string late, string first, string second)
    {
        var pair = new Pair();
        pair.Open();
        pair.Hold(late).Run();
        Assert.Equal(0, pair.Client.Opened);

        pair.Release(late).Run();
        string[] order = [.. pair.Transcript.Select(line => line.Split(": ")[1])];
        Assert.True(Array.IndexOf(order, first) < Array.IndexOf(order, second), string.Join('\n', pair.Transcript));
        Assert.Equal(_figure17.Order(), pair.Transcript.Order());
        AssertOpened(pair);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void It_opens_in_any_interleaving_of_the_channels(int seed)
    {
        var random = new Random(seed);
        string[] lanes =
        [
            "connect ClientIn", "connect ClientOut", "connect ServerIn", "connect ServerOut", "connect Upper",
            "Client -> InboundProxy", "Client -> OutboundProxy", "InboundProxy -> Server", "OutboundProxy -> Server",
            "Server -> InboundProxy", "Server -> OutboundProxy", "OutboundProxy -> Client",
        ];
        for (int round = 0; round < 200; round++)
        {
            var pair = new Pair();
            pair.Open();
            for (int turn = 0; turn < 500 && pair.Client.Opened == 0; turn++)
            {
                pair.Hold(lanes).Release(lanes[random.Next(lanes.Length)]).Step();
            }

            pair.Release(lanes).Run();
            Assert.Equal(_figure17.Order(), pair.Transcript.Order());
            AssertOpened(pair);
        }
    }

    // [rpch 2.2.3.5/1-2, 2.2.3.5.1/4, 2.2.3.5.12/1, 2.2.3.5.13/1, 3.2.1.1.3/1, 3.2.1.1.3/3, 3.2.1.1.3/8, 3.2.1.1.3/13, 3.2.1.3.1/1-2, 3.2.1.5.1.3/1, 3.2.3.1.1, 3.2.3.1.2/1]
    // [rpch 3.2.3.1.3/1, 3.2.4.5.3/10]
    [Fact]
    public void Each_role_learns_what_the_others_announced()
    {
        var pair = new Pair();
        ClientConnection client = pair.Open();
        pair.Run();

        var inbound = (InboundProxyConnection)Assert.Single(pair.InboundProxy.Connections);
        var outbound = (OutboundProxyConnection)Assert.Single(pair.OutboundProxy.Connections);
        var server = (ServerConnection)Assert.Single(pair.Server.Connections);
        Assert.All([inbound.Cookie, outbound.Cookie, server.Cookie], cookie => Assert.Equal(client.Cookie, cookie));

        // IN: the client sends to the inbound proxy, which sends to the server.
        Assert.Equal(pair.ProxyVariables.ReceiveWindowSize, client.InChannel.Sending.Window.PeerReceiveWindow);      // B2, C1, C2
        Assert.Equal(pair.ProxyVariables.ConnectionTimeout, client.InConnectionTimeout);         // B2, C1, C2
        Assert.Equal(server.Variables.ReceiveWindowSize, inbound.ServerIn.Sending.Window.PeerReceiveWindow);        // B3
        Assert.Equal(client.Variables.ClientKeepalive, inbound.ClientKeepalive);                 // B1
        Assert.Equal(client.Variables.ChannelLifetime, inbound.ChannelLifetime);                 // B1
        Assert.Equal(SamplePdus.Group, server.AssociationGroupId);                               // B1, B2
        Assert.Equal(SamplePdus.Client, server.ClientAddress);                                   // B2
        Assert.Equal(pair.ProxyVariables.ReceiveWindowSize, server.InProxyReceiveWindow);        // B2
        Assert.Equal(SamplePdus.In, inbound.ClientIn.Cookie);
        Assert.Equal(SamplePdus.In, server.InChannel!.Cookie);

        // OUT: the server sends to the outbound proxy, which sends to the client.
        Assert.Equal(client.Variables.ReceiveWindowSize, outbound.ClientOut.Sending.Window.PeerReceiveWindow);      // A1
        Assert.Equal(pair.ProxyVariables.ReceiveWindowSize, server.OutChannel!.Sending.Window.PeerReceiveWindow);   // A2
        Assert.Equal(pair.ProxyVariables.ChannelLifetime, server.OutChannelLifetime);            // A2
        Assert.Equal(pair.ProxyVariables.ConnectionTimeout, client.OutConnectionTimeout);        // A3
        Assert.Equal(SamplePdus.Out, outbound.ClientOut.Cookie);
        Assert.Equal(SamplePdus.Out, server.OutChannel!.Cookie);
    }

    // [rpch 3.2.1.1.2/2, 3.2.2.4.3/1]
    [Fact]
    public void Closing_the_client_ends_all_roles_and_empties_all_tables()
    {
        var pair = new Pair();
        ClientConnection client = pair.Open();
        pair.Run();
        pair.Client.Handle(client, new Inputs.Input.CloseRequested(CloseReason.ClosedByHigherLayer, "done"));
        pair.Run();

        Assert.Equal(
            [CloseReason.ClosedByHigherLayer, CloseReason.ClosedByClient, CloseReason.ClosedByClient, CloseReason.ClosedByProxy],
            pair.Nodes.Select(node => Assert.Single(node.Ended).Reason));
        Assert.All(pair.Nodes, node => Assert.Equal(0, node.Table.Count));
    }

    internal static void AssertOpened(Pair pair)
    {
        Assert.All(pair.Nodes, node => Assert.True(Assert.Single(node.Connections).IsOpened));
        Assert.All(pair.Nodes, node => Assert.Empty(node.Ended));
        Assert.All(pair.Nodes, node => Assert.DoesNotContain(TimerKind.ConnectionSetup, node.RunningTimers));
        Assert.Equal(1, pair.Client.Opened);
        Assert.Equal(1, pair.Server.Opened);
    }
}
