using RpcHttpProxy.Hosting;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Client.Tests.Use;

/// <summary>4.1 with a real proxy, a real HTTP proxy and the real clock.</summary>
public class RealForwardProxyTests
{
    [PeerFact("tinyproxy")]
    public async Task When_both_ways_are_open_the_connection_is_direct()
    {
        using ForwardProxy forward = await ForwardProxy.StartAsync();
        await using ProxyHost proxy = await StartProxyAsync();

        ProxyUseResult result = await ProxyUseDeterminer.DetermineAsync(proxy.Urls[0], forward.Url);

        Assert.Equal(ProxyUse.Direct, result.Use);
    }

    [PeerFact("tinyproxy")]
    public async Task When_only_the_http_proxy_gets_through_the_connection_is_indirect_200_ms_later()
    {
        using ForwardProxy forward = await ForwardProxy.StartAsync();
        await using ProxyHost proxy = await StartProxyAsync();
        using Gatekeeper gatekeeper = new(proxy.Urls[0]);

        ProxyUseResult result = await ProxyUseDeterminer.DetermineAsync(gatekeeper.Url, forward.Url);

        Assert.Equal(ProxyUse.Indirect, result.Use);
        Assert.Equal(["Start", "Wait", "Wait_Direct"], result.Steps.Select(step => step.From));
        Assert.InRange((result.Steps[2].At - result.Steps[1].At).TotalMilliseconds, 195, 2_000);     // timers tick in milliseconds
    }

    [PeerFact("tinyproxy")]
    public async Task When_nobody_is_there_the_http_proxy_says_so_and_it_is_an_error()
    {
        using ForwardProxy forward = await ForwardProxy.StartAsync();

        ProxyUseResult result = await ProxyUseDeterminer.DetermineAsync(ScriptedProxy.Nobody, forward.Url);

        Assert.Equal((ProxyUse.Unreachable, "every echo failed"), (result.Use, result.Why));
        Assert.Contains(result.Steps, step => step.What.Contains("through the HTTP proxy failed", StringComparison.Ordinal));
    }

    private static async Task<ProxyHost> StartProxyAsync()
    {
        ProxyHost proxy = ProxyHost.Build(new ProxyHostSettings { Proxy = { Listen = ["http://127.0.0.1:0"] }, Log = { Console = false } });
        await proxy.StartAsync();
        return proxy;
    }
}
