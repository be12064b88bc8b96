using System.Buffers.Binary;

namespace RpcHttpProxy.Protocol.Tests;

// [rpch 2.2.3.1]
public class RtsCookieTests
{
    private const string Text = "13121110-1514-1716-1819-1a1b1c1d1e1f"; // as tshark prints the bytes 10 11 ... 1f

    [Fact]
    public void The_text_is_a_lowercase_GUID_with_three_little_endian_fields() => Assert.Equal(Text, Sample.VirtualConnection.ToString());

    [Theory]
    [InlineData(Text)]
    [InlineData("13121110-1514-1716-1819-1A1B1C1D1E1F")]
    [InlineData("{13121110-1514-1716-1819-1a1b1c1d1e1f}")]
    public void The_text_can_be_read_back(string text)
    {
        Assert.True(RtsCookie.TryParse(text, out RtsCookie cookie));
        Assert.Equal(Sample.VirtualConnection, cookie);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("13121110")]
    [InlineData("13121110-1514-1716-1819-1a1b1c1d1e1g")]
    public void Other_text_is_no_cookie(string? text) => Assert.False(RtsCookie.TryParse(text, out _));

    [Fact]
    public void What_is_written_is_what_was_read()
    {
        byte[] bytes = [.. Enumerable.Range(0xE0, RtsCookie.Length).Select(b => (byte)b)];
        var written = new byte[RtsCookie.Length];
        RtsCookie.Read(bytes).Write(written);
        Assert.Equal(bytes, written);
    }

    [Fact]
    public void A_difference_in_any_byte_is_a_different_cookie()
    {
        var zero = default(RtsCookie);
        for (int i = 0; i < RtsCookie.Length; i++)
        {
            var bytes = new byte[RtsCookie.Length];
            bytes[i] = 1;
            Assert.NotEqual(zero, RtsCookie.Read(bytes));
        }
    }

    /// <summary>Whoever knows how a hash folds 64 bits to 32 would fill one bucket of the cookie table.</summary>
    [Fact]
    public void Cookies_chosen_to_fold_alike_hash_apart()
    {
        var hashes = new HashSet<int>();
        Span<byte> bytes = stackalloc byte[RtsCookie.Length];
        for (int i = 0; i < 1_000; i++)
        {
            for (int word = 0; word < RtsCookie.Length; word += sizeof(int))
            {
                BinaryPrimitives.WriteInt32LittleEndian(bytes[word..], i);
            }

            hashes.Add(RtsCookie.Read(bytes).GetHashCode());
        }

        Assert.InRange(hashes.Count, 990, 1_000); // more than one collision in four billion is no chance
    }

    [Fact]
    public void Random_cookies_do_not_repeat() =>
        Assert.Equal(1_000, Enumerable.Range(0, 1_000).Select(_ => RtsCookie.CreateRandom()).Distinct().Count());
}
