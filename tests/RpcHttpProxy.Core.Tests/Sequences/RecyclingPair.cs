using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Client;
using RpcHttpProxy.Core.Server;
using RpcHttpProxy.Core.Tests.Roles;

namespace RpcHttpProxy.Core.Tests.Sequences;

/// <summary>An open connection whose HTTP channels carry the least they may, 128 KiB, so that they are soon recycled.</summary>
internal sealed class RecyclingPair
{
    public const uint Lifetime = 131_072;

    /// <summary>So many RPC PDUs of <see cref="PduLength"/> bytes fit a channel of that lifetime; the next one has it recycled.</summary>
    public const int Fill = 21;

    public const int PduLength = 5_840;

    // As many bytes in fewer PDUs.
    private const int LongFill = 6;
    private const int LongPduLength = Fill * PduLength / LongFill;

    private readonly List<byte> _up = [];
    private readonly List<byte> _down = [];
    private int _seed;

    public RecyclingPair(uint window = 65_536, bool flushesLate = false)
    {
        Pair = new Pair(
            new ClientVariables { ReceiveWindowSize = window, ChannelLifetime = Lifetime },
            new ProxyVariables { ReceiveWindowSize = window, ChannelLifetime = Lifetime },
            new ServerVariables { ReceiveWindowSize = window })
        {
            FlushesLate = flushesLate,
        };
        Client = Pair.Open();
        Pair.Run();
        Server = (ServerConnection)Pair.Server.Connections[0];
    }

    public Pair Pair { get; }

    public ClientConnection Client { get; }

    public ServerConnection Server { get; }

    /// <summary>The next IN or OUT channel goes to the second node of its role.</summary>
    public RecyclingPair ToTheOtherNode()
    {
        Pair.NextInbound = () => Pair.InboundProxy2;
        Pair.NextOutbound = () => Pair.OutboundProxy2;
        return this;
    }

    /// <summary>The program sends RPC PDUs.</summary>
    public RecyclingPair Up(int count = 1, int length = PduLength)
    {
        for (int i = 0; i < count; i++)
        {
            byte[] pdu = RpcPdus.Make(length, ++_seed);
            _up.AddRange(pdu);
            Pair.Program!.Send(pdu);
        }

        return this;
    }

    /// <summary>The service sends RPC PDUs.</summary>
    public RecyclingPair Down(int count = 1, int length = PduLength)
    {
        for (int i = 0; i < count; i++)
        {
            byte[] pdu = RpcPdus.Make(length, ++_seed);
            _down.AddRange(pdu);
            Pair.Service!.Send(pdu);
        }

        return this;
    }

    /// <summary>As <see cref="Up"/>, until the IN channel carries no further one; all of them have arrived.</summary>
    public RecyclingPair FillIn()
    {
        Up(LongFill, LongPduLength).Pair.Run();
        Pair.Transcript.Clear();
        return this;
    }

    /// <summary>As <see cref="Down"/>, until the OUT channel carries no further one; all of them have arrived.</summary>
    public RecyclingPair FillOut()
    {
        Down(LongFill, LongPduLength).Pair.Run();
        Pair.Transcript.Clear();
        return this;
    }

    /// <summary>What arrived, RPC PDUs and acknowledgments left out.</summary>
    public string[] Sequence() =>
        [.. Pair.Transcript.Where(line => !line.Contains("RPC PDU", StringComparison.Ordinal) && !line.Contains("FlowControlAck", StringComparison.Ordinal))];

    /// <summary>Every RPC PDU has arrived once and in order, nobody has ended, and no channel carried more than was announced.</summary>
    public void AssertAllArrived(string where = "")
    {
        where += "\n" + Describe() + "\n";
        AssertSame(_up, Pair.Service!.Received, "up, " + where);
        AssertSame(_down, Pair.Program!.Received, "down, " + where);
        Assert.False(Client.IsFinished, $"{where}: {Client.Detail}");
        Assert.False(Server.IsFinished, $"{where}: {Server.Detail}");
        AssertBodies(where);
    }

    /// <summary>OUT channel requests carry 76 or 120 bytes, everything else its Content-Length at most.</summary>
    public void AssertBodies(string where = "")
    {
        foreach (Link link in Pair.Client.Links)
        {
            if (link.Channel.Leg == ChannelLeg.ClientIn)
            {
                Assert.True(link.BytesSent <= Lifetime, $"{where}: {link.BytesSent} bytes on an IN channel");
            }
            else
            {
                Assert.True(link.Peer.BytesSent <= Lifetime, $"{where}: {link.Peer.BytesSent} bytes on an OUT channel");
            }
        }

        // Those that were used to the end or are in use; one that was given up may have sent less.
        long[] requests = [.. Pair.Client.Links.Where(link => link.Channel.Leg == ChannelLeg.ClientOut).Select(link => link.BytesSent)];
        Assert.All(requests, length => Assert.Contains(length, new long[] { 0, 76, 96, 120 }));
        Assert.Single(requests, length => length == 76);
    }

    /// <summary>True while the client or the server waits for something of a sequence.</summary>
    public bool IsBeingRecycled => Client.StateName != "Opened/Opened/Opened" || Server.StateName != "Opened/Opened/Opened"
        || Pair.AllNodes.SelectMany(node => node.Connections).Any(connection => !connection.IsFinished && !connection.IsOpened);

    /// <summary>
    /// Everything comes to rest: either all RPC PDUs have arrived and every node is open, true; or nothing is left of the connection, false,
    /// once the longest timer of a half that never heard of the end has elapsed.
    /// </summary>
    public bool AssertLivesOrIsGone(string where)
    {
        Pair.Run();
        where += "\n" + Describe();
        if (!Client.IsFinished && !Server.IsFinished)
        {
            Assert.False(IsBeingRecycled, where);
            Up().Down().Pair.Run();
            AssertAllArrived(where);
            return true;
        }

        Pair.Wait(TimeSpan.FromMinutes(15));
        Pair.Run();
        foreach (Node node in Pair.AllNodes)
        {
            Assert.All(node.Connections, connection => Assert.True(connection.IsFinished, $"{node.Label} lives on: {where}"));
            Assert.Equal(node.Connections.Count, node.Ended.Count);
            Assert.Equal(0, node.Table.Count);
            Assert.Empty(node.RunningTimers);
            Assert.Empty(node.OpenChannels);
        }

        return false;
    }

    /// <summary>Who is in which state, who has ended or was refused and why, and what waits where.</summary>
    public string Describe() => string.Join('\n', Pair.AllNodes.SelectMany(node => node.Connections.Select(connection =>
        $"{node.Label}: {connection.StateName} {connection.Reason} {connection.Detail}; refused: {string.Join(", ", node.Refusals)}; "
        + string.Join(", ", connection.Channels.Where(channel => !channel.IsClosed).Select(channel =>
            $"{channel}: {channel.Sending.Queue.Count} wait{(channel.Sending.IsPlugged ? ", plugged" : "")}, "
            + $"sent {channel.Sending.LifetimeSent}, window {channel.Sending.Window.AvailableWindow}")))));

    private static void AssertSame(List<byte> sent, byte[] received, string where)
    {
        int alike = 0;
        while (alike < Math.Min(sent.Count, received.Length) && sent[alike] == received[alike])
        {
            alike++;
        }

        Assert.True(alike == sent.Count && alike == received.Length, $"{where}: {sent.Count} bytes sent, {received.Length} received, alike up to {alike}");
    }
}
