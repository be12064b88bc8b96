using System.Buffers;
using System.Text;
using RpcHttpProxy.Client.Http;

namespace RpcHttpProxy.Client.Tests.Http;

public class HttpResponseHeadParserTests
{
    private const string Success = "HTTP/1.1 200 Success\r\nContent-Type: application/rpc\r\nContent-Length: 1073741824\r\n\r\n";

    [Theory]
    [InlineData(Success, 200, "Success", 1073741824L, false)]
    [InlineData("HTTP/1.0 503 RPC Error: 6ba\r\n\r\n", 503, "RPC Error: 6ba", null, false)]
    [InlineData("HTTP/1.1 200 \r\n\r\n", 200, "", null, false)]
    [InlineData("HTTP/1.1 200\r\n\r\n", 200, "", null, false)]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\n", 100, "Continue", null, false)]
    [InlineData("HTTP/1.1 200 OK\r\ncontent-LENGTH:\t7 \r\n\r\n", 200, "OK", 7L, false)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 7\r\nContent-Length: 7\r\n\r\n", 200, "OK", 7L, false)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", 200, "OK", null, true)]
    public void A_head_is_read(string text, int status, string reasonPhrase, long? contentLength, bool hasTransferEncoding)
    {
        (HttpResponseHead? head, string? fault, _) = Read(text);

        Assert.Null(fault);
        Assert.Equal(
            (status, reasonPhrase, contentLength, hasTransferEncoding),
            (head!.StatusCode, head.ReasonPhrase, head.ContentLength, head.HasTransferEncoding));
    }

    [Theory]
    [InlineData("HTTP/1.1 401 X\r\n\r\n", false)]
    [InlineData("HTTP/1.1 401 X\r\nConnection: Close\r\n\r\n", true)]
    [InlineData("HTTP/1.0 401 X\r\n\r\n", true)]
    [InlineData("HTTP/1.0 401 X\r\nConnection: Keep-Alive\r\n\r\n", false)]
    public void Whether_the_connection_goes_on_is_read(string text, bool closes) =>
        Assert.Equal(closes, Read(text).Head!.ClosesConnection);

    [Theory]
    [InlineData("HTTP/1.1 200 X\r\n\r\n", "")]
    [InlineData("HTTP/1.1 401 X\r\nWWW-Authenticate: NTLM TlRMTVNTUA==\r\n\r\n", "NTLM TlRMTVNTUA==")]
    [InlineData("HTTP/1.1 401 X\r\nWWW-Authenticate: Negotiate, NTLM\r\nwww-authenticate: Basic realm=\"a, b\"\r\n\r\n", "Negotiate|NTLM|Basic realm=\"a, b\"")]
    [InlineData("HTTP/1.1 401 X\r\nWWW-Authenticate: =?,\r\n\r\n", "")]
    public void What_a_proxy_asks_for_is_read(string text, string challenges) =>
        Assert.Equal(challenges, string.Join('|', Read(text).Head!.Challenges));

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.2", "no HTTP/1.x response")]
    [InlineData("HTTP/2 200\r\n\r\n", "status line")]
    [InlineData("HTTP/1.1 20 OK\r\n\r\n", "status line")]
    [InlineData("HTTP/1.1 2000 OK\r\n\r\n", "status line")]
    [InlineData("HTTP/1.1 +20 OK\r\n\r\n", "status line")]
    [InlineData("HTTP/1.1 099 OK\r\n\r\n", "status line")]
    [InlineData("HTTP/1.1 600 OK\r\n\r\n", "status line")]
    [InlineData("HTTP/1.1  200 OK\r\n\r\n", "status line")]
    [InlineData("HTTP/1.1 200 OK\nServer: x\r\n\r\n", "bare line end")]
    [InlineData("HTTP/1.1 200 OK\r\nServer: x\ry\r\n\r\n", "bare line end")]
    [InlineData("HTTP/1.1 200 OK\r\nServer: x\0\r\n\r\n", "NUL")]
    [InlineData("HTTP/1.1 200 OK\r\nServer\r\n\r\n", "header field")]
    [InlineData("HTTP/1.1 200 OK\r\nServer : x\r\n\r\n", "header field")]
    [InlineData("HTTP/1.1 200 OK\r\n folded: x\r\n\r\n", "header field")]
    [InlineData("HTTP/1.1 200 OK\r\n: x\r\n\r\n", "header field")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "Content-Length: -1")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0x10\r\n\r\n", "Content-Length: 0x10")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n", "Content-Length: 9999")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", "two different Content-Lengths")]
    public void What_is_no_head_is_told_in_words(string text, string expected)
    {
        (HttpResponseHead? head, string? fault, _) = Read(text);

        Assert.Null(head);
        Assert.Contains(expected, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_head_cut_anywhere_waits_for_its_rest()
    {
        for (int length = 0; length < Success.Length; length++)
        {
            (HttpResponseHead? head, string? fault, long left) = Read(Success[..length]);

            Assert.Null(head);
            Assert.Null(fault);
            Assert.Equal(length, left);
        }
    }

    [Fact]
    public void A_head_in_two_segments_is_read_and_what_follows_stays()
    {
        byte[] bytes = Encoding.ASCII.GetBytes(Success + "body");
        for (int cut = 1; cut < bytes.Length; cut++)
        {
            Segment first = new(bytes.AsMemory(0, cut), null);
            Segment second = new(bytes.AsMemory(cut), first);
            ReadOnlySequence<byte> buffer = new(first, 0, second, second.Memory.Length);

            Assert.True(HttpResponseHeadParser.TryRead(ref buffer, out HttpResponseHead? head, out _));
            Assert.Equal(200, head!.StatusCode);
            Assert.Equal("body", Encoding.ASCII.GetString(buffer));
        }
    }

    [Fact]
    public void A_head_has_a_longest_length()
    {
        string endless = "HTTP/1.1 200 OK\r\nX: " + new string('x', HttpResponseHeadParser.MaxLength);

        Assert.Contains("longer than", Read(endless).Fault, StringComparison.Ordinal);
        Assert.Contains("longer than", Read(endless + "\r\n\r\n").Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_bytes_are_answered_not_thrown_at()
    {
        Random random = new(1);
        byte[] valid = Encoding.ASCII.GetBytes(Success);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = (byte[])valid.Clone();
            for (int flips = random.Next(1, 6); flips > 0; flips--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            ReadOnlySequence<byte> buffer = new(bytes);
            bool isThere = HttpResponseHeadParser.TryRead(ref buffer, out HttpResponseHead? head, out string? fault);
            Assert.Equal(isThere, head is not null ^ fault is not null);
        }
    }

    private static (HttpResponseHead? Head, string? Fault, long Left) Read(string text)
    {
        ReadOnlySequence<byte> buffer = new(Encoding.Latin1.GetBytes(text));
        bool isThere = HttpResponseHeadParser.TryRead(ref buffer, out HttpResponseHead? head, out string? fault);
        Assert.Equal(isThere, head is not null || fault is not null);
        return (head, fault, buffer.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? previous)
        {
            Memory = memory;
            RunningIndex = previous is null ? 0 : previous.RunningIndex + previous.Memory.Length;
            if (previous is not null)
            {
                previous.Next = this;
            }
        }
    }
}
