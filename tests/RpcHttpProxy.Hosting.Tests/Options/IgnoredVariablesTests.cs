namespace RpcHttpProxy.Hosting.Tests.Options;

public class IgnoredVariablesTests
{
    [Fact]
    public void A_variable_without_the_prefix_that_looks_like_a_setting_is_named_and_others_are_not()
    {
        Environment.SetEnvironmentVariable("Proxy__IgnoredVariablesTests", "x");
        Environment.SetEnvironmentVariable("RPCHTTP_Test__IgnoredVariablesTests", "x");
        Environment.SetEnvironmentVariable("PROXY", "http://x");
        try
        {
            IReadOnlyList<string> ignored = HostConfiguration.IgnoredVariables();

            Assert.Contains("Proxy__IgnoredVariablesTests", ignored);
            Assert.DoesNotContain("PROXY", ignored);
            Assert.DoesNotContain(ignored, name => name.StartsWith("RPCHTTP_", StringComparison.Ordinal));
        }
        finally
        {
            Environment.SetEnvironmentVariable("Proxy__IgnoredVariablesTests", null);
            Environment.SetEnvironmentVariable("RPCHTTP_Test__IgnoredVariablesTests", null);
            Environment.SetEnvironmentVariable("PROXY", null);
        }
    }
}
