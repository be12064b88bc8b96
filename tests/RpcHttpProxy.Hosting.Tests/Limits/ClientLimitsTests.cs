using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using RpcHttpProxy.Core;
using RpcHttpProxy.Edge.Limits;
using RpcHttpProxy.Hosting.Limits;
using RpcHttpProxy.Transport.Sockets;

namespace RpcHttpProxy.Hosting.Tests.Limits;

public class ClientLimitsTests
{
    private const string Nobody = "";

    private static readonly IPAddress _one = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress _other = IPAddress.Parse("192.0.2.2");

    private readonly LimitCounters _counters = new();
    private readonly ConnectionQuota _all;

    public ClientLimitsTests() => _all = new ConnectionQuota(Limit.Connections, _counters, TimeProvider.System, NullLogger.Instance);

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("fe80::1", "fe80::2", false)] // one wire, many machines
    public void An_IPv6_network_of_64_bits_counts_as_one_address(string one, string other, bool isOne) =>
        Assert.Equal(isOne, AddressKey.Of(IPAddress.Parse(one)).Equals(AddressKey.Of(IPAddress.Parse(other))));

    [Fact]
    public void An_address_has_so_many_connections_and_one_that_ends_makes_room()
    {
        using ClientLimits limits = Make(new LimitOptions { MaxConnectionsPerAddress = 2 });
        Assert.True(limits.TryConnect(_one));
        Assert.True(limits.TryConnect(_one));
        Assert.False(limits.TryConnect(_one));
        Assert.True(limits.TryConnect(_other));

        limits.Disconnect(_one);

        Assert.True(limits.TryConnect(_one));
        Assert.Equal(1, _counters.Hits[Limit.ConnectionsPerAddress]);
    }

    [Fact]
    public void A_principal_has_so_many_channels_from_wherever_in_whatever_case_and_nobody_as_many_as_he_likes()
    {
        using ClientLimits limits = Make(new LimitOptions { MaxChannelsPerPrincipal = 2 });
        Assert.Null(limits.TryOpen("alice", _one));
        Assert.Null(limits.TryOpen("ALICE", _other));
        Assert.Equal(CloseReason.TooManyConnections, limits.TryOpen("alice", _other));
        Assert.Null(limits.TryOpen("bob", _one));
        Assert.All(Enumerable.Range(0, 10), _ => Assert.Null(limits.TryOpen(Nobody, _one)));

        limits.Close("Alice", _one);

        Assert.Null(limits.TryOpen("alice", _one));
        Assert.Equal(1, _counters.Hits[Limit.ChannelsPerPrincipal]);
    }

    [Fact]
    public void A_channel_that_its_principal_may_not_open_is_not_counted_for_its_address()
    {
        using ClientLimits limits = Make(new LimitOptions { MaxChannelsPerPrincipal = 1, MaxConnectionsPerAddress = 2 });
        Assert.Null(limits.TryOpen("alice", _one));
        Assert.All(Enumerable.Range(0, 5), _ => Assert.NotNull(limits.TryOpen("alice", _one)));

        Assert.Null(limits.TryOpen("bob", _one));
        Assert.Equal(CloseReason.TooManyConnections, limits.TryOpen("carol", _one));
    }

    [Fact]
    public void An_address_opens_a_burst_at_once_and_then_no_faster_than_it_may()
    {
        using ClientLimits limits = Make(new LimitOptions { OpenBurst = 3, OpenRate = 1 });
        Assert.All(Enumerable.Range(0, 3), _ => Assert.Null(limits.TryOpen(Nobody, _one)));

        // Whatever time this takes, it is less than a second for each of them.
        Assert.Contains(CloseReason.OpenRateExceeded, Enumerable.Range(0, 100).Select(_ => limits.TryOpen(Nobody, _one)));
        Assert.Null(limits.TryOpen(Nobody, _other));
        Assert.InRange(_counters.Hits[Limit.OpenRate], 1, 100);
    }

    [Fact]
    public void Zero_means_no_limit()
    {
        using ClientLimits limits = Make(new LimitOptions { MaxConnectionsPerAddress = 0, MaxChannelsPerPrincipal = 0, OpenRate = 0, OpenBurst = 1 });
        for (int i = 0; i < 100; i++)
        {
            Assert.True(limits.TryConnect(_one));
            Assert.Null(limits.TryOpen("alice", _one));
        }

        Assert.All(_counters.Hits.Values, hits => Assert.Equal(0, hits));
    }

    [Theory]
    [InlineData("10.0.0.5", false)] // a trusted front end: many clients
    [InlineData("10.0.0.6", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    public void Front_ends_that_are_trusted_and_this_machine_are_no_single_client(string address, bool isLimited)
    {
        using ClientLimits limits = Make(new LimitOptions { MaxConnectionsPerAddress = 1, OpenBurst = 1, OpenRate = 1 }, "10.0.0.5/32");
        IPAddress client = IPAddress.Parse(address);
        bool[] connected = [.. Enumerable.Range(0, 5).Select(_ => limits.TryConnect(client))];
        CloseReason?[] opened = [.. Enumerable.Range(0, 5).Select(_ => limits.TryOpen(Nobody, client))];

        Assert.Equal(isLimited, connected.Contains(false));
        Assert.Equal(isLimited, opened.Any(reason => reason is not null));
    }

    [Fact]
    public void This_machine_is_a_client_like_others_where_it_is_said_so()
    {
        using ClientLimits limits = Make(new LimitOptions { MaxConnectionsPerAddress = 1, LimitLoopback = true });

        Assert.True(limits.TryConnect(IPAddress.Loopback));
        Assert.False(limits.TryConnect(IPAddress.Loopback));
    }

    [Fact]
    public void All_together_have_so_many_connections_and_one_that_its_address_may_not_open_is_none_of_them()
    {
        using ClientLimits limits = Make(new LimitOptions { MaxConnectionsPerAddress = 1 });
        _all.Max = 2;
        Assert.True(limits.TryConnect(_one));
        Assert.All(Enumerable.Range(0, 5), _ => Assert.False(limits.TryConnect(_one)));
        Assert.True(limits.TryConnect(_other));
        Assert.False(limits.TryConnect(IPAddress.Parse("192.0.2.3")));

        limits.Disconnect(_one);

        Assert.True(limits.TryConnect(IPAddress.Parse("192.0.2.3")));
        Assert.Equal((1, 5), (_counters.Hits[Limit.Connections], _counters.Hits[Limit.ConnectionsPerAddress]));
    }

    [Theory]
    [InlineData(25, 1_000, 10)]
    [InlineData(26, 1_000, 11)]
    [InlineData(100, 1_000, 40)]
    [InlineData(25, 3, 3)]
    [InlineData(25, 0, 40)] // no limit, and so no share
    public void One_address_and_one_principal_have_no_more_than_their_share_of_all_connections(int share, int limit, int expected)
    {
        using ClientLimits limits = Make(
            new LimitOptions { ClientShare = share, MaxConnectionsPerAddress = limit, MaxChannelsPerPrincipal = limit });
        _all.Max = 40;

        Assert.Equal(expected, Enumerable.Range(0, 50).Count(_ => limits.TryConnect(_one)));
        Assert.Equal(expected < 40, limits.TryConnect(_other));
        Assert.Equal(limit == 0 ? 50 : expected, Enumerable.Range(0, 50).Count(i => limits.TryOpen("mallory", IPAddress.Parse($"10.0.0.{i}")) is null));
        Assert.Null(limits.TryOpen("alice", _other));
    }

    private ClientLimits Make(LimitOptions options, params string[] trusted) => new(options, new TrustedProxies(trusted), _counters, new RejectionLog(TimeProvider.System, NullLogger<RejectionLog>.Instance), _all);
}
