using System.Net;
using RpcHttpProxy.Edge.Limits;
using RpcHttpProxy.Hosting.Limits;
using RpcHttpProxy.Hosting.Tests.Carriers;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Hosting.Tests.Limits;

public sealed class SharedQuotaTests : IDisposable
{
    private static readonly IPAddress s_one = IPAddress.Parse("192.0.2.1");

    private readonly ManualTime _time = new();
    private readonly RecordedLog _log = new();
    private readonly LimitCounters _counters = new();
    private readonly SharedQuota _quota;

    public SharedQuotaTests() => _quota = new SharedQuota(
        new ConnectionQuota(Limit.AdminConnections, _counters, _time, _log) { Max = 8 }, 2, Limit.AdminConnectionsPerAddress, _counters, _time, _log);

    [Fact]
    public void An_address_that_has_its_share_leaves_the_others_theirs_and_one_that_ends_makes_room()
    {
        Assert.Equal(2, Enumerable.Range(0, 100).Count(_ => _quota.TryConnect(s_one)));
        Assert.True(_quota.TryConnect(IPAddress.Parse("192.0.2.2")));
        Assert.True(_quota.TryConnect(IPAddress.Loopback));

        _quota.Disconnect(s_one);

        Assert.True(_quota.TryConnect(s_one));
        Assert.Equal((98, 0), (_counters.Hits[Limit.AdminConnectionsPerAddress], _counters.Hits[Limit.AdminConnections]));
        Assert.Equal(
            "Warning AddressFull: AdminConnectionsPerAddress: 192.0.2.1 has all 2 that one address may have, and more are closed at once ",
            Assert.Single(_log.Lines));
    }

    [Fact]
    public void This_machine_is_no_single_client_and_has_what_there_is()
    {
        Assert.Equal(8, Enumerable.Range(0, 100).Count(_ => _quota.TryConnect(IPAddress.Loopback)));
        Assert.False(_quota.TryConnect(s_one));
        Assert.Equal(93, _counters.Hits[Limit.AdminConnections]);
    }

    public void Dispose() => _log.Dispose();
}
