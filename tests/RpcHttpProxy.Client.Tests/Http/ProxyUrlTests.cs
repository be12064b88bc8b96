namespace RpcHttpProxy.Client.Tests.Http;

public class ProxyUrlTests
{
    [Theory]
    [InlineData("http://proxy", "proxy", 80, "proxy", "/rpc/rpcproxy.dll")]
    [InlineData("http://proxy:8080/", "proxy", 8080, "proxy:8080", "/rpc/rpcproxy.dll")]
    [InlineData("http://10.0.0.1:8080/rpcwithcert/rpcproxy.dll", "10.0.0.1", 8080, "10.0.0.1:8080", "/rpcwithcert/rpcproxy.dll")]
    [InlineData("http://[::1]:8080", "::1", 8080, "[::1]:8080", "/rpc/rpcproxy.dll")]
    [InlineData("https://proxy", "proxy", 443, "proxy", "/rpc/rpcproxy.dll")]
    [InlineData("https://proxy:80/rpcwithcert/rpcproxy.dll", "proxy", 80, "proxy:80", "/rpcwithcert/rpcproxy.dll")]
    public void A_url_is_taken_apart(string url, string host, int port, string authority, string path)
    {
        ProxyUrl proxy = ProxyUrl.Create(new Uri(url));

        Assert.Equal((host, port, authority, path), (proxy.Host, proxy.Port, proxy.Authority, proxy.Path));
    }

    [Theory]
    [InlineData("ftp://proxy", "no http or https URL")]
    [InlineData("http://user:secret@proxy", "user name or password")]
    [InlineData("http://proxy/other", "the path is neither")]
    [InlineData("http://proxy/#x", "fragment")]
    public void A_url_nobody_can_be_asked_at_is_refused_with_the_reason(string url, string expected)
    {
        Assert.False(ProxyUrl.TryCreate(new Uri(url), out _, out string? error));
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error, StringComparison.Ordinal);
    }
}
