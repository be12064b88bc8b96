namespace RpcHttpProxy.Hosting.Tests.Options;

public class IgnoredVariablesTests
{
    [Fact]
    public void A_variable_without_the_prefix_that_looks_like_a_setting_is_named_and_others_are_not() => Assert.Equal(
        ["Log__Level", "proxy__Role"],
        HostConfiguration.IgnoredVariables(["PROXY", "proxy__Role", "RPCHTTP_Proxy__Role", "Proxies__Role", "Log__Level", "Test__Log__Level"]));
}
