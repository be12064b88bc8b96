namespace RpcHttpProxy.Client.Tests.Http;

public class ProxyRefusalTests
{
    // [rpch 3.2.2.5.11/7-8]
    [Theory]
    [InlineData(503, "RPC Error: 6ba", 0x6BAu, "503 RPC Error: 6ba (RPC_S_SERVER_UNAVAILABLE)")]
    [InlineData(503, "RPC Error: 5, EEInfo: AAAA", 5u, "503 RPC Error: 5 (ERROR_ACCESS_DENIED)")]
    [InlineData(503, "RPC Error: 3039", 0x3039u, "503 RPC Error: 3039 (0x3039)")]
    [InlineData(404, "Not Found", null, "404 Not Found")]
    [InlineData(404, "", null, "404")]
    [InlineData(400, "\u001b[2J", null, "400 .[2J")]
    public void A_refusal_is_put_in_words(int status, string reasonPhrase, uint? rpcError, string text)
    {
        ProxyRefusal refusal = ProxyRefusal.From(status, reasonPhrase);

        Assert.Equal(rpcError, refusal.RpcError);
        Assert.Equal(text, refusal.ToString());
    }
}
