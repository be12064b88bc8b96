using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Protocol.Tests;

public class EncodedEEInfoTests
{
    private static readonly ExtendedErrorInfo[] _sample = SampleErrors.Of("ConnectFailed");
    private static readonly string _encoded = EncodedEEInfo.Encode(_sample);

    // [rpch 2.1.2.1.3/5-8]
    [Fact]
    public void A_reason_phrase_carries_error_and_extended_error()
    {
        string phrase = RpcErrorText.Format(0x6ba, _encoded);
        Assert.StartsWith("RPC Error: 6ba, EEInfo: ARAIAMzMzMyQ", phrase, StringComparison.Ordinal);

        Assert.True(RpcErrorText.TryParse(phrase, out uint error, out ReadOnlySpan<char> encoded));
        Assert.Equal(0x6bau, error);
        Assert.Equal(ExtendedErrorFault.None, EncodedEEInfo.Decode(encoded, out ImmutableArray<ExtendedErrorInfo> sequence));
        Assert.Equal(_sample, sequence);
    }

    // [rpch 2.1.2.1.3/9]
    [Fact]
    public void A_status_line_is_no_longer_than_1024_bytes_whatever_it_would_say()
    {
        int longest = 0;
        for (int name = 0; name < 1_000; name++)
        {
            string encoded = EncodedEEInfo.Encode(_sample[0] with { ComputerName = new string('n', name) });
            string phrase = RpcErrorText.Format(0xFFFF_FFFF, encoded);
            longest = Math.Max(longest, phrase.Length);
            Assert.True(RpcErrorText.TryParse(phrase, out uint error));
            Assert.Equal(0xFFFF_FFFF, error);
        }

        int line = $"HTTP/1.0 503 \r\n".Length + longest;
        Assert.InRange(line, 1_000, RpcErrorText.MaxStatusLineLength);
    }

    // [rpch 2.1.2.1.3/11-14]
    [Fact]
    public void A_body_is_read_with_one_CRLF_behind_it_with_two_or_with_none_in_every_split()
    {
        string body = EncodedEEInfo.FormatBody(_encoded);
        Assert.Equal($"RPC EEInfo:{_encoded}\r\n", body);
        foreach (string variant in new[] { body, body + "\r\n", body.TrimEnd() })
        {
            foreach (ReadOnlySequence<byte> split in SplitSequences.InTwo(Encoding.ASCII.GetBytes(variant)))
            {
                Assert.Equal(ExtendedErrorFault.None, EncodedEEInfo.DecodeBody(split, out ImmutableArray<ExtendedErrorInfo> sequence));
                Assert.Equal(_sample, sequence);
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("RPC EEInfo:")]
    [InlineData("RPC EEInfo:?")]
    [InlineData("RPC EEInfo")]
    [InlineData("<html>Service unavailable</html>")]
    public void Any_other_body_carries_none(string body)
    {
        Assert.Equal(ExtendedErrorFault.Encoding, EncodedEEInfo.DecodeBody(new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes(body)), out _));
    }

    [Fact]
    public void A_body_that_begins_otherwise_carries_none_whatever_follows() =>
        Assert.Equal(
            ExtendedErrorFault.Encoding,
            EncodedEEInfo.DecodeBody(new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes($"RPC-EEInfo:{_encoded}")), out _));

    [Fact]
    public void A_longer_body_is_not_decoded() =>
        Assert.Equal(
            ExtendedErrorFault.Encoding,
            EncodedEEInfo.DecodeBody(
                new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes(
                    EncodedEEInfo.FormatBody(Convert.ToBase64String(new byte[ExtendedErrorReader.MaxLength + 3])) + "\r\n")),
                out _));

    [Fact]
    public void The_longest_body_holds_the_longest_BLOB() =>
        Assert.Equal(
            ExtendedErrorFault.Header,
            EncodedEEInfo.DecodeBody(
                new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes(
                    EncodedEEInfo.FormatBody(Convert.ToBase64String(new byte[ExtendedErrorReader.MaxLength])) + "\r\n")),
                out _));
}
