namespace RpcHttpProxy.Protocol.Tests;

public class RpcErrorTextTests
{
    // [rpch 2.1.2.1.3/1-4]
    [Theory]
    [InlineData(5u, "RPC Error: 5")]
    [InlineData(0x6BAu, "RPC Error: 6ba")]
    [InlineData(0xFFFF_FFFFu, "RPC Error: ffffffff")]
    public void The_reason_phrase_carries_the_code_in_hexadecimal(uint error, string phrase)
    {
        Assert.Equal(phrase, RpcErrorText.Format(error));
        Assert.True(RpcErrorText.TryParse(phrase, out uint read));
        Assert.Equal(error, read);
    }

    [Theory]
    [InlineData("RPC Error: 6BA", 0x6BAu)]
    [InlineData("rpc error: 000006ba", 0x6BAu)]
    [InlineData("RPC Error: 00000000006ba", 0x6BAu)] // 1*HEX: as many digits as there are
    [InlineData("RPC Error: 6ba, EEInfo: AAAAbbbb//+=", 0x6BAu)]
    public void Other_writers_of_the_phrase_are_understood(string phrase, uint error)
    {
        Assert.True(RpcErrorText.TryParse(phrase, out uint read));
        Assert.Equal(error, read);
    }

    [Fact]
    public void Extended_information_goes_into_the_phrase_as_long_as_the_status_line_holds_it()
    {
        int room = RpcErrorText.MaxStatusLineLength - "HTTP/1.1 503 RPC Error: 6ba, EEInfo: \r\n".Length;
        string phrase = RpcErrorText.Format(0x6BA, new string('A', room));
        Assert.Equal(RpcErrorText.MaxStatusLineLength, $"HTTP/1.1 503 {phrase}\r\n".Length);
        Assert.Equal("RPC Error: 6ba", RpcErrorText.Format(0x6BA, new string('A', room + 1)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Success")]
    [InlineData("RPC Error: ")]
    [InlineData("RPC Error: 0x6ba")]
    [InlineData("RPC Error: -5")]
    [InlineData("RPC Error: 1000006ba")] // 33 bits
    [InlineData("RPC Error: 6ba;")]
    [InlineData("Service Unavailable RPC Error: 6ba")]
    public void Any_other_phrase_carries_none(string? phrase) => Assert.False(RpcErrorText.TryParse(phrase, out _));

    [Theory]
    [InlineData(0x5u, "ERROR_ACCESS_DENIED")]
    [InlineData(0x57u, "ERROR_INVALID_PARAMETER")]
    [InlineData(0x79u, "ERROR_SEM_TIMEOUT")]
    [InlineData(0x5B4u, "ERROR_TIMEOUT")]
    [InlineData(0x6AAu, "RPC_S_INVALID_ENDPOINT_FORMAT")]
    [InlineData(0x6ABu, "RPC_S_INVALID_NET_ADDR")]
    [InlineData(0x6B9u, "RPC_S_OUT_OF_RESOURCES")]
    [InlineData(0x6BAu, "RPC_S_SERVER_UNAVAILABLE")]
    [InlineData(0x6BBu, "RPC_S_SERVER_TOO_BUSY")]
    [InlineData(0x6BEu, "RPC_S_CALL_FAILED")]
    [InlineData(0x6BFu, "RPC_S_CALL_FAILED_DNE")]
    [InlineData(0x6C0u, "RPC_S_PROTOCOL_ERROR")]
    [InlineData(0x6C1u, "RPC_S_PROXY_ACCESS_DENIED")]
    [InlineData(0x6D1u, "RPC_S_PROCNUM_OUT_OF_RANGE")]
    [InlineData(0x6E6u, "RPC_S_INTERNAL_ERROR")]
    [InlineData(0x71Au, "RPC_S_CALL_CANCELLED")]
    [InlineData(0x71Cu, "RPC_S_COMM_FAILURE")]
    [InlineData(0x2AF9u, "WSAHOST_NOT_FOUND")]
    [InlineData(0x3039u, "0x3039")]
    public void A_code_has_the_name_that_MS_ERREF_gives_it(uint error, string name) => Assert.Equal(name, Win32RpcError.Name(error));

    [Fact]
    public void An_echo_is_answered_with_the_Echo_PDU()
    {
        Assert.Equal(TestKit.Vectors.Load("Echo"), EchoExchange.Response.ToArray());
        Assert.Equal(20, EchoExchange.Response.Length); // its Content-Length, 2.1.2.1.6
        Assert.InRange(EchoExchange.RequestBody.Length, 0, EchoExchange.MaxRequestContentLength);
        Assert.Equal("f8e81808", Convert.ToHexStringLower(EchoExchange.RequestBody.Span)); // as Windows sends
    }
}
