using RpcHttpProxy.Hosting.Targets;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Hosting.Tests.Options;

public class TargetPolicyTests
{
    [Theory]
    [InlineData("server:593", "server", 593, true)]
    [InlineData("server:593", "SERVER", 593, true)]
    [InlineData("server:593", "server.", 593, true)]
    [InlineData("server.:593", "server", 593, true)]
    [InlineData("server:593", "server", 594, false)]
    [InlineData("server:593", "server.lab", 593, false)]
    [InlineData("server:1-3", "server", 1, true)]
    [InlineData("server:1-3", "server", 3, true)]
    [InlineData("server:2-3", "server", 1, false)]
    [InlineData("server:2-3", "server", 4, false)]
    [InlineData("*.lab.example:593", "a.lab.example", 593, true)]
    [InlineData("*.lab.example:593", "A.B.Lab.Example.", 593, true)]
    [InlineData("*.lab.example:593", "lab.example", 593, false)]
    [InlineData("*.lab.example:593", "evillab.example", 593, false)]
    [InlineData("*.lab.example:593", "a.lab.example.evil", 593, false)]
    [InlineData("*.lab.example:500-600", "a.lab.example", 600, true)]
    [InlineData("10.0.0.1:593", "10.0.0.1", 593, true)]
    [InlineData("10.0.0.1:593", "10.0.0.10", 593, false)]
    [InlineData("[::1]:593", "::1", 593, true)]
    [InlineData("[0:0::1]:593", "::1", 593, true)]
    [InlineData("[::1]:593", "::2", 593, false)]
    public void An_entry_means_what_it_says_and_nothing_else(string entry, string server, int port, bool isAllowed)
    {
        var policy = new TargetPolicy(new ProxyOptions { AllowedTargets = [entry] });

        Assert.Equal(isAllowed, policy.Allows(new RpcRequestTarget(server, port)));
    }

    [Fact]
    public void Nothing_is_allowed_when_nothing_is_named() =>
        Assert.False(new TargetPolicy(new ProxyOptions()).Allows(new RpcRequestTarget("localhost", 593)));

    [Fact]
    public void A_mapped_target_is_allowed_and_stands_for_the_other_which_is_not()
    {
        var policy = new TargetPolicy(new ProxyOptions { TargetMap = ["localhost:3388 = backend:6001"] });

        Assert.True(policy.Allows(new RpcRequestTarget("LOCALHOST", 3388)));
        Assert.False(policy.Allows(new RpcRequestTarget("backend", 6001)));
        Assert.Equal(new RpcRequestTarget("backend", 6001), policy.Map.Resolve(new RpcRequestTarget("Localhost.", 3388)));
        Assert.Equal(new RpcRequestTarget("localhost", 3389), policy.Map.Resolve(new RpcRequestTarget("localhost", 3389)));
    }
}
