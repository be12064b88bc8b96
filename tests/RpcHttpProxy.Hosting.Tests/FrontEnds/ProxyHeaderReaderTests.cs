using System.Buffers;
using System.Text;
using RpcHttpProxy.Hosting.FrontEnds;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Hosting.Tests.FrontEnds;

public class ProxyHeaderReaderTests
{
    private const string Signature = "0D0A0D0A000D0A515549540A";

    [Theory]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.1 56324 443\r\n", "192.0.2.1:56324", "198.51.100.1:443")]
    [InlineData("PROXY TCP6 2001:db8::1 2001:db8::2 1 65535\r\n", "[2001:db8::1]:1", "[2001:db8::2]:65535")]
    [InlineData("PROXY TCP6 ::ffff:192.0.2.1 ::1 0 443\r\n", "[::ffff:192.0.2.1]:0", "[::1]:443")]
    [InlineData("PROXY UNKNOWN\r\n", null, null)]
    [InlineData("PROXY UNKNOWN ffff:f...f:ffff whatever 0 0\r\n", null, null)]
    public void A_line_says_who_the_client_is_in_every_split(string line, string? source, string? destination) =>
        AssertRead(ProxyProtocolVersion.V1, Encoding.ASCII.GetBytes(line), source, destination);

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n")]
    [InlineData("\r\n")]
    [InlineData("PROXY \r\n")]
    [InlineData("proxy TCP4 192.0.2.1 198.51.100.1 1 2\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.1 1\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.1 1 2 3\r\n")]
    [InlineData("PROXY TCP4  192.0.2.1 198.51.100.1 1 2\r\n")]
    [InlineData("PROXY TCP4 2001:db8::1 2001:db8::2 1 2\r\n")]
    [InlineData("PROXY TCP6 192.0.2.1 198.51.100.1 1 2\r\n")]
    [InlineData("PROXY TCP4 192.0.2.01 198.51.100.1 1 2\r\n")]
    [InlineData("PROXY TCP4 0x7f.1 198.51.100.1 1 2\r\n")]
    [InlineData("PROXY TCP6 fe80::1%lo 2001:db8::2 1 2\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.1 65536 2\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.1 01 2\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.1 -1 2\r\n")]
    [InlineData("PROXY UDP4 192.0.2.1 198.51.100.1 1 2\r\n")]
    public void Another_line_is_none(string line) => Assert.Equal(FrameResult.Invalid, Read(ProxyProtocolVersion.V1, Encoding.ASCII.GetBytes(line), out _, out _));

    [Fact]
    public void A_line_is_at_most_107_bytes_long()
    {
        byte[] endless = Encoding.ASCII.GetBytes("PROXY UNKNOWN " + new string('x', 200));

        Assert.Equal(FrameResult.NeedMoreData, Read(ProxyProtocolVersion.V1, endless[..106], out _, out _));
        Assert.Equal(FrameResult.Invalid, Read(ProxyProtocolVersion.V1, endless[..107], out _, out _));
    }

    [Theory]
    [InlineData("21" + "11" + "000C" + "C0000201" + "C6336401" + "DC04" + "01BB", "192.0.2.1:56324", "198.51.100.1:443")]
    [InlineData("21" + "11" + "0010" + "C0000201" + "C6336401" + "DC04" + "01BB" + "04000100", "192.0.2.1:56324", "198.51.100.1:443")] // with a TLV
    [InlineData("21" + "21" + "0024" + "20010DB8000000000000000000000001" + "20010DB8000000000000000000000002" + "0001" + "FFFF", "[2001:db8::1]:1", "[2001:db8::2]:65535")]
    [InlineData("20" + "00" + "0000", null, null)] // LOCAL
    [InlineData("20" + "11" + "000C" + "C0000201" + "C6336401" + "DC04" + "01BB", null, null)] // LOCAL, whatever stands there
    [InlineData("21" + "00" + "0000", null, null)] // unspecified
    public void A_header_says_who_the_client_is_in_every_split(string hex, string? source, string? destination) =>
        AssertRead(ProxyProtocolVersion.V2, Convert.FromHexString(Signature + hex), source, destination);

    [Theory]
    [InlineData("11" + "11" + "000C" + "C0000201C6336401DC0401BB")] // another version
    [InlineData("22" + "11" + "000C" + "C0000201C6336401DC0401BB")] // another command
    [InlineData("21" + "11" + "0008" + "C0000201C6336401")]         // no ports
    [InlineData("21" + "21" + "000C" + "C0000201C6336401DC0401BB")] // too short for IPv6
    [InlineData("21" + "12" + "000C" + "C0000201C6336401DC0401BB")] // a datagram
    [InlineData("21" + "41" + "000C" + "C0000201C6336401DC0401BB")] // another family
    [InlineData("21" + "11" + "FFFF")]                              // longer than is taken
    public void Another_header_is_none(string hex) =>
        Assert.Equal(FrameResult.Invalid, Read(ProxyProtocolVersion.V2, Convert.FromHexString(Signature + hex), out _, out _));

    [Fact]
    public void A_header_is_at_most_4096_bytes_long()
    {
        byte[] begin = Convert.FromHexString(Signature + "21" + "11" + "0FF0");
        byte[] longer = Convert.FromHexString(Signature + "21" + "11" + "0FF1");

        Assert.Equal(FrameResult.NeedMoreData, Read(ProxyProtocolVersion.V2, begin, out _, out _));
        Assert.Equal(FrameResult.Invalid, Read(ProxyProtocolVersion.V2, longer, out _, out _));
    }

    [Fact]
    public void One_version_is_not_the_other() => Assert.All(
        [
            (ProxyProtocolVersion.V1, Convert.FromHexString(Signature)),
            (ProxyProtocolVersion.V2, "PROXY UNKNOWN\r\n"u8.ToArray()),
            (ProxyProtocolVersion.V2, Convert.FromHexString("160301")), // TLS
        ],
        item => Assert.Equal(FrameResult.Invalid, Read(item.Item1, item.Item2, out _, out _)));

    private static void AssertRead(ProxyProtocolVersion version, byte[] bytes, string? source, string? destination)
    {
        byte[] all = [.. bytes, .. "GET"u8];
        for (int length = 0; length <= all.Length; length++)
        {
            FrameResult result = Read(version, all[..length], out ProxyHeader header, out long left);
            if (length < bytes.Length)
            {
                Assert.Equal(FrameResult.NeedMoreData, result);
                continue;
            }

            Assert.Equal(FrameResult.Complete, result);
            Assert.Equal(source, header.Source?.ToString());
            Assert.Equal(destination, header.Destination?.ToString());
            Assert.Equal(length - bytes.Length, left);
        }
    }

    private static FrameResult Read(ProxyProtocolVersion version, byte[] bytes, out ProxyHeader header, out long left)
    {
        var buffer = new ReadOnlySequence<byte>(bytes);
        FrameResult result = ProxyHeaderReader.TryRead(version, ref buffer, out header);
        left = buffer.Length;
        return result;
    }
}
