using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.Tests.Channels;

public class ForwardingTableTests
{
    // [rpch 2.2.3.3, 2.2.3.5/3, 2.2.3.5.14/1, 3.2.1.5.2/3, 3.2.1.5.2/6-7]
    [Theory] // 3.2.1.5.2, row by row; "direct" is the destination itself
    [InlineData(RoleName.Client, ForwardDestination.FDInProxy, RoleName.InboundProxy)]
    [InlineData(RoleName.Client, ForwardDestination.FDOutProxy, RoleName.InboundProxy)]
    [InlineData(RoleName.Client, ForwardDestination.FDServer, RoleName.InboundProxy)]
    [InlineData(RoleName.InboundProxy, ForwardDestination.FDOutProxy, RoleName.Server)]
    [InlineData(RoleName.InboundProxy, ForwardDestination.FDClient, RoleName.Server)]
    [InlineData(RoleName.InboundProxy, ForwardDestination.FDServer, RoleName.Server)]
    [InlineData(RoleName.OutboundProxy, ForwardDestination.FDInProxy, RoleName.Server)]
    [InlineData(RoleName.OutboundProxy, ForwardDestination.FDClient, RoleName.Client)]
    [InlineData(RoleName.OutboundProxy, ForwardDestination.FDServer, RoleName.Server)]
    [InlineData(RoleName.Server, ForwardDestination.FDInProxy, RoleName.InboundProxy)]
    [InlineData(RoleName.Server, ForwardDestination.FDOutProxy, RoleName.OutboundProxy)]
    [InlineData(RoleName.Server, ForwardDestination.FDClient, RoleName.OutboundProxy)]
    public void The_next_hop_is_the_table_of_the_specification(RoleName sender, ForwardDestination destination, RoleName next) =>
        Assert.Equal(next, ForwardingTable.NextHop(sender, destination));

    [Theory]
    [InlineData(RoleName.Client, ForwardDestination.FDClient)]
    [InlineData(RoleName.InboundProxy, ForwardDestination.FDInProxy)]
    [InlineData(RoleName.OutboundProxy, ForwardDestination.FDOutProxy)]
    [InlineData(RoleName.Server, ForwardDestination.FDServer)]
    public void Nobody_forwards_to_itself(RoleName role, ForwardDestination itself) => Assert.Null(ForwardingTable.NextHop(role, itself));
}
