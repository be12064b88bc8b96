using System.Buffers.Binary;
using System.Globalization;
using RpcHttpProxy.Differential.Tests.Comparison;
using RpcHttpProxy.Differential.Tests.Wire;

namespace RpcHttpProxy.Differential.Tests.SelfTests;

/// <summary>What is replaced before two runs are compared hides nothing else.</summary>
public class NormalizationTests
{
    private const int ProcessId = 4_242;
    private const int ProcessIdOffset = 40, TimeStampOffset = 48, FixedLength = 56;

    private static readonly Normalization s_normalization = new([("127.0.0.1:45678", "(server)")], ProcessId);

    [Fact]
    public void The_present_is_replaced_in_a_Date_and_any_other_time_is_not()
    {
        Assert.Equal("Date: (now)\\r\\n", s_normalization.Apply(Date(DateTimeOffset.UtcNow)));
        foreach (TimeSpan off in (TimeSpan[])[TimeSpan.FromMinutes(5), TimeSpan.FromHours(-1), TimeSpan.FromDays(1)])
        {
            string date = Date(DateTimeOffset.UtcNow + off);
            Assert.Equal(date, s_normalization.Apply(date));
        }
    }

    [Theory]
    [InlineData("Date: now\\r\\n")]
    [InlineData("Date: Mon, 30 Nov 2026\\r\\n")]
    [InlineData("date: DATE\\r\\n")]
    [InlineData("X-Date: DATE\\r\\n")]
    [InlineData("Date: DATE\\n")]
    [InlineData("Date:  DATE\\r\\n")]
    [InlineData("Date: DATE \\r\\n")]
    public void A_Date_that_is_written_in_another_way_stays(string line)
    {
        line = line.Replace("DATE", DateTimeOffset.UtcNow.ToString("r", CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.Equal(line, s_normalization.Apply(line));
    }

    [Fact]
    public void Of_extended_errors_the_present_and_the_process_are_replaced_and_every_other_bit_counts()
    {
        byte[] bytes = ExtendedErrors(DateTimeOffset.UtcNow);
        string expected = Applied(bytes);
        Assert.Equal(expected, Applied(ExtendedErrors(DateTimeOffset.UtcNow.AddSeconds(3))));
        Assert.Contains("(now)", expected, StringComparison.Ordinal);
        Assert.Contains("(process)", expected, StringComparison.Ordinal);
        Assert.Contains("ServerUnreachable", expected, StringComparison.Ordinal);

        for (int i = 0; i < bytes.Length; i++)
        {
            // The low half of a time is less than eight minutes: there the present stays the present.
            if (i is >= TimeStampOffset and < TimeStampOffset + 4)
            {
                continue;
            }

            for (int bit = 0; bit < 8; bit++)
            {
                byte[] changed = [.. bytes];
                changed[i] ^= (byte)(1 << bit);
                if (i == TimeStampOffset + 4 && bit == 0)
                {
                    continue;     // seven minutes: may be the present still or not
                }

                Assert.True(expected != Applied(changed), $"bit {bit} of byte {i} is hidden");
            }
        }
    }

    [Fact]
    public void A_process_id_of_another_process_stays()
    {
        byte[] bytes = ExtendedErrors(DateTimeOffset.UtcNow);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(ProcessIdOffset), ProcessId + 1);
        Assert.DoesNotContain("(process)", Applied(bytes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1:45678", "(server)")]
    [InlineData("127.0.0.1:45679", "127.0.0.1:45679")]
    [InlineData("127.0.0.2:45678", "127.0.0.2:45678")]
    public void Only_ports_of_this_run_are_replaced(string port, string seen) => Assert.Equal(seen, s_normalization.Apply(port));

    [Theory]
    [InlineData("output: rpchttp 0.1.0+0123456789abcdef0123456789abcdef01234567", "output: rpchttp 0.1.0+(commit)")]
    [InlineData("output: rpchttp 0.2.0+0123456789abcdef0123456789abcdef01234567", "output: rpchttp 0.2.0+(commit)")]
    [InlineData("output: rpchttp 0.2.0-alpha.0.257+0123456789abcdef0123456789abcdef01234567", "output: rpchttp 0.2.0-alpha.0+(commit)")]
    [InlineData("output: rpchttp 0.2.0-alpha.0+0123456789abcdef0123456789abcdef01234567", "output: rpchttp 0.2.0-alpha.0+(commit)")]
    [InlineData("output: rpchttp 0.2.0-alpha.1.257+0123456789abcdef0123456789abcdef01234567", "output: rpchttp 0.2.0-alpha.1.257+0123456789abcdef0123456789abcdef01234567")]
    [InlineData("output: rpchttp 0.2.0.257-beta+0123456789abcdef0123456789abcdef01234567", "output: rpchttp 0.2.0.257-beta+0123456789abcdef0123456789abcdef01234567")]
    [InlineData("output: rpchttp 0.1.0+0123", "output: rpchttp 0.1.0+0123")]
    [InlineData("errors: rpchttp 0.1.0+0123456789abcdef0123456789abcdef01234567", "errors: rpchttp 0.1.0+0123456789abcdef0123456789abcdef01234567")]
    public void Of_a_version_only_the_commit_and_its_distance_from_the_tag_are_replaced(string line, string seen) => Assert.Equal(seen, s_normalization.Apply(line));

    [Fact]
    public void Every_bit_of_what_came_shows_in_its_lines()
    {
        byte[] bytes =
        [
            .. "HTTP/1.0 503 RPC Error: 6c0\r\nConnection: close\r\n\r\n"u8, .. Vectors.Read("CONN_A3"), .. "text \\r\\n that looks like an end\n"u8, 0, 13, 10,
            .. Rts.Request(2_000), .. Vectors.Read("CONN_C2")[..20],
        ];
        string[] lines = [.. Rendering.Lines(bytes)];
        for (int i = 0; i < bytes.Length; i++)
        {
            for (int bit = 0; bit < 8; bit++)
            {
                byte[] changed = [.. bytes];
                changed[i] ^= (byte)(1 << bit);
                Assert.False(lines.SequenceEqual(Rendering.Lines(changed)), $"bit {bit} of byte {i} is hidden");
            }

            Assert.False(lines.SequenceEqual(Rendering.Lines([.. bytes[..i], .. bytes[(i + 1)..]])), $"that byte {i} is missing is hidden");
        }
    }

    private static string Date(DateTimeOffset time) => $"Date: {time.ToString("r", CultureInfo.InvariantCulture)}\\r\\n";

    private static string Applied(byte[] extendedErrors) => s_normalization.Apply($"HTTP/1.0 503 RPC Error: 6ba, EEInfo: {Convert.ToBase64String(extendedErrors)}\\r\\n");

    /// <summary>The committed vector, at that time.</summary>
    private static byte[] ExtendedErrors(DateTimeOffset time)
    {
        byte[] bytes = Hex.Parse(File.ReadAllText(Tools.Repository.PathOf("specs", "vectors", "extended-errors", "ConnectFailed.hex")));
        Assert.InRange(bytes.Length, FixedLength, 256);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(ProcessIdOffset), ProcessId);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(TimeStampOffset), time.ToFileTime());
        return bytes;
    }
}
