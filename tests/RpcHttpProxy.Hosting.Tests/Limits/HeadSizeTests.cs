using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.Hosting.Tests.Wire;

namespace RpcHttpProxy.Hosting.Tests.Limits;

/// <summary>A head takes 16 KiB at most, unless Kerberos tickets may be in it, or the operator says otherwise.</summary>
public sealed class HeadSizeTests
{
    private const int Line = 2_048;
    private const int Fields = 14_336;

    [Theory]
    [InlineData(null, false, Fields)]
    [InlineData(null, true, 65_536)]
    [InlineData(20_000, false, 20_000)]
    [InlineData(20_000, true, 20_000)]
    public void Kerberos_tickets_have_room_where_there_may_be_any(int? set, bool isNegotiate, int expected)
    {
        var options = new ProxyOptions { Limits = { MaxHeaderBytes = set } };
        options.Authentication.Schemes.Add(isNegotiate ? AuthenticationScheme.Negotiate : AuthenticationScheme.Ntlm);

        Assert.Equal(expected, options.MaxHeaderBytes);
    }

    [Theory]
    [InlineData(null, Line, Fields, "404")]
    [InlineData(null, Line + 1, 100, "414")]
    [InlineData(null, 100, Fields + 1, "431")]
    [InlineData(131_072, 100, 100_000, "404")]
    public async Task A_head_is_taken_up_to_there(int? maxHeaderBytes, int line, int fields, string status)
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync(settings => settings.Proxy.Limits.MaxHeaderBytes = maxHeaderBytes);
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);
        const string Method = "GET /", Version = " HTTP/1.1\r\n", Host = "Host: p\r\n", Field = "X: ";
        string head = $"{Method}{new string('a', line - Method.Length - Version.Length)}{Version}"
            + $"{Host}{Field}{new string('v', fields - Host.Length - Field.Length - 2)}\r\n\r\n";

        await client.SendAsync(head);

        Assert.StartsWith($"HTTP/1.1 {status} ", await client.ReadToAsync("\r\n"), StringComparison.Ordinal);
    }
}
