using RpcHttpProxy.Hosting.Tests.Wire;

namespace RpcHttpProxy.Hosting.Tests.Options;

/// <summary>Settings from the environment, which all tests of this process share.</summary>
[Collection(nameof(AloneInTheProcess))]
public class EnvironmentTests
{
    [Fact]
    public void File_environment_and_command_line_are_read_and_the_later_wins()
    {
        using var folder = new ScratchFolder();
        File.WriteAllText(folder["proxy.json"], """
            { "Proxy": { "Role": "inbound", "AllowedTargets": [ "a:1" ], "SetupTimeout": "00:00:10" } }
            """);
        Environment.SetEnvironmentVariable("RPCHTTP_Proxy__SetupTimeout", "00:00:20");
        Environment.SetEnvironmentVariable("RPCHTTP_Proxy__Role", "both");
        try
        {
            ProxyHostSettings settings = ProxyHostSettings.From(HostConfiguration.Load(["--Proxy:Role=outbound"], folder["proxy.json"]));

            Assert.Equal(ProxyRoleChoice.Outbound, settings.Proxy.Role);
            Assert.Equal(["a:1"], settings.Proxy.AllowedTargets);
            Assert.Equal(TimeSpan.FromSeconds(20), settings.Proxy.SetupTimeout);
        }
        finally
        {
            Environment.SetEnvironmentVariable("RPCHTTP_Proxy__SetupTimeout", null);
            Environment.SetEnvironmentVariable("RPCHTTP_Proxy__Role", null);
        }
    }

    [Theory]
    [InlineData("Proxy__ReceiveWindowSize", "10000")]
    [InlineData("PROXY", "http://proxy.example:3128")] // as a shell has it, and no section
    [InlineData("TRACE", "1")]
    public void Variables_of_other_programs_are_no_settings(string name, string value)
    {
        Environment.SetEnvironmentVariable(name, value);
        try
        {
            ProxyHostSettings settings = ProxyHostSettings.From(HostConfiguration.Load());

            Assert.Equal(new ProxyOptions().ReceiveWindowSize, settings.Proxy.ReceiveWindowSize);
        }
        finally
        {
            Environment.SetEnvironmentVariable(name, null);
        }
    }
}
