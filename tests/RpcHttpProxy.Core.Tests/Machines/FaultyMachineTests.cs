using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.InboundProxy;
using RpcHttpProxy.Core.Tests.Roles;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.Tests.Machines;

/// <summary>One machine serves all connections of a thread: what a fault of ours leaves in it must reach none of the others.</summary>
public class FaultyMachineTests
{
    [Fact]
    public void A_machine_whose_action_has_thrown_is_given_up()
    {
        InboundProxyMachine machine = InboundProxyMachine.ForThisThread;
        var withoutChannels = new InboundProxyConnection(SamplePdus.Connection, new ProxyVariables());
        Assert.Throws<InvalidOperationException>(() => machine.Fire(
            withoutChannels, InboundProxyTrigger.CONN_B1, new Channel(ChannelLeg.ClientIn), SamplePdus.Of(RtsPduKind.CONN_B1)));

        Assert.NotSame(machine, InboundProxyMachine.ForThisThread);
        Assert.Equal("B3W", Stage.At(RoleName.InboundProxy, "B3W").Connection.StateName);
    }
}
