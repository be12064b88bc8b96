using System.Buffers;
using System.Net;
using System.Text;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Edge;
using RpcHttpProxy.Edge.Limits;
using RpcHttpProxy.Hosting.Http1;
using RpcHttpProxy.Hosting.Tests.Edge;

namespace RpcHttpProxy.Hosting.Tests.Http1;

/// <summary>A head off the wire is a request of the rules.</summary>
public class HeadConnectionTests
{
    [Theory]
    [InlineData("X-Forwarded-For: 203.0.113.9:80, 10.0.0.7\r\n", "10.0.0.1", "203.0.113.9:80", true)]
    [InlineData("", "10.0.0.1", "10.0.0.1:50000", true)]
    [InlineData("X-Forwarded-For: 203.0.113.9\r\n", "192.0.2.1", "192.0.2.1:50000", false)]
    [InlineData("", "::ffff:192.0.2.1", "192.0.2.1:50000", false)]
    public void A_request_is_of_its_connections_other_end_or_of_whom_a_trusted_front_end_names(string field, string peer, string client, bool isTrusted)
    {
        EdgeRequest request = Connection(peer).RequestOf(Head($"RPC_IN_DATA /rpc/rpcproxy.dll HTTP/1.1\r\nHost: p\r\n{field}Content-Length: 0\r\n\r\n"));

        Assert.Equal(client, request.Peer);
        Assert.Equal(isTrusted, request.IsFromTrustedProxy);
    }

    [Fact]
    public void A_head_becomes_the_channel_that_it_asks_for()
    {
        using var rules = new RulesUnderTest(new ProxyOptions { AllowedTargets = ["s:1"] });
        RequestHead head = Head("RPC_OUT_DATA /RPC/rpcproxy.dll?s:1 HTTP/1.0\r\nPragma: No-cache\r\nPragma: MinConnTimeout=300\r\nContent-Length: 76\r\n\r\n");

        var channel = (EdgeDecision.Carry)rules.Decide(Connection("192.0.2.1").RequestOf(head));

        Assert.Equal((ChannelLeg.ClientOut, "s:1", 76, 300_000u), (channel.Leg, channel.Grant.Target.ToString(), channel.ContentLength, channel.MinConnTimeout));
        Assert.Equal(IPAddress.Parse("192.0.2.1"), channel.Grant.ClientAddress);
    }

    private static HeadConnection Connection(string peer) => new(
        new IPEndPoint(IPAddress.Parse(peer), 50_000), new IPEndPoint(IPAddress.Loopback, 80), IsEncrypted: false, Certificate: null,
        new EdgeConnection(), new TrustedProxies(["10.0.0.0/8"]));

    private static RequestHead Head(string text)
    {
        var bytes = new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes(text));
        Assert.True(new HeadReader(new HeadLimits(8_192, 65_536, 64)).TryRead(bytes, out RequestHead? head, out _));
        return head!;
    }
}
