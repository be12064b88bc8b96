using System.Buffers.Binary;
using System.Collections.Immutable;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Protocol.Tests;

public class ExtendedErrorTests
{
    public static TheoryData<string> Names => [.. EEInfoVectors.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_reader_reads_the_vector(string name)
    {
        Assert.Equal(ExtendedErrorFault.None, ExtendedErrorReader.Read(EEInfoVectors.Load(name), out ImmutableArray<ExtendedErrorInfo> sequence));
        Assert.Equal(SampleErrors.Of(name), sequence);
    }

    [Theory]
    [InlineData("ConnectFailed")]
    [InlineData("EveryParam")]
    public void The_writer_writes_the_vector(string name) =>
        Assert.Equal(Hex.Format(EEInfoVectors.Load(name)), Hex.Format(ExtendedErrorWriter.Write(SampleErrors.Of(name))));

    [Theory]
    [MemberData(nameof(Names))]
    public void Cut_off_anywhere_it_is_no_extended_error(string name)
    {
        byte[] blob = EEInfoVectors.Load(name);
        for (int length = 0; length < blob.Length; length++)
        {
            byte[] cut = blob[..length];
            Assert.NotEqual(ExtendedErrorFault.None, ExtendedErrorReader.Read(cut, out ImmutableArray<ExtendedErrorInfo> none));
            Assert.Empty(none);

            // And when the header agrees that it ends there, as far as it can.
            if (length < 16 || length % 8 != 0)
            {
                continue;
            }

            BinaryPrimitives.WriteInt32LittleEndian(cut.AsSpan(8), length - 16);
            Assert.NotEqual(ExtendedErrorFault.None, ExtendedErrorReader.Read(cut, out _));
        }
    }

    [Theory]
    [InlineData(0, "02", ExtendedErrorFault.Header)]                       // Version
    [InlineData(1, "11", ExtendedErrorFault.Header)]                       // Endianness
    [InlineData(2, "10", ExtendedErrorFault.Header)]                       // CommonHeaderLength
    [InlineData(8, "91", ExtendedErrorFault.ObjectBufferLength)]
    [InlineData(8, "98", ExtendedErrorFault.ObjectBufferLength)]
    [InlineData(8, "88", ExtendedErrorFault.ObjectBufferLength)]
    [InlineData(16, "00000000", ExtendedErrorFault.NoRecord)]
    [InlineData(20, "03", ExtendedErrorFault.Count)]                       // conformance of Params
    [InlineData(28, "02", ExtendedErrorFault.Discriminant)]                // ComputerName.Type, not the union's
    [InlineData(28, "03000300", ExtendedErrorFault.Discriminant)]          // both, without meaning
    [InlineData(32, "ffff", ExtendedErrorFault.Count)]                     // Name.nLength below zero
    [InlineData(32, "05", ExtendedErrorFault.Count)]                       // unlike its conformance
    [InlineData(36, "00000000", ExtendedErrorFault.Count)]                 // a null pointer to four characters
    [InlineData(68, "05", ExtendedErrorFault.Count)]                       // nLen
    [InlineData(68, "ffff", ExtendedErrorFault.Count)]
    [InlineData(72, "08000800", ExtendedErrorFault.Discriminant)]          // Params[0].Type
    [InlineData(72, "00000000", ExtendedErrorFault.Discriminant)]
    [InlineData(74, "02", ExtendedErrorFault.Discriminant)]
    [InlineData(100, "ffffff7f", ExtendedErrorFault.Count)]                // conformance of Name
    [InlineData(110, "61", ExtendedErrorFault.Text)]                       // no NUL behind Name
    public void One_violation_makes_all_of_it_void(int at, string bytes, ExtendedErrorFault expected)
    {
        byte[] blob = EEInfoVectors.Load("ConnectFailed");
        Hex.Parse(bytes).CopyTo(blob, at);
        Assert.Equal(expected, ExtendedErrorReader.Read(blob, out ImmutableArray<ExtendedErrorInfo> sequence));
        Assert.Empty(sequence);
    }

    [Fact]
    public void More_than_padding_behind_the_last_record_is_none_of_it()
    {
        for (int length = 1; length <= 4; length++) // UTF-16: every number of bytes that padding may have
        {
            byte[] blob = [.. ExtendedErrorWriter.Write(new ExtendedErrorInfo { ComputerName = new string('n', length) }), .. new byte[8]];
            BinaryPrimitives.WriteInt32LittleEndian(blob.AsSpan(8), blob.Length - 16);
            Assert.Equal(ExtendedErrorFault.BytesBehind, ExtendedErrorReader.Read(blob, out _));
        }
    }

    [Fact]
    public void A_long_one_is_not_looked_at() =>
        Assert.Equal(ExtendedErrorFault.TooLong, ExtendedErrorReader.Read(new byte[ExtendedErrorReader.MaxLength + 1], out _));

    [Fact]
    public void Text_ends_at_its_first_NUL_and_a_null_pointer_to_none_is_empty_text()
    {
        byte[] blob = EEInfoVectors.Load("ConnectFailed");
        blob[106] = 0;                                      // g, NUL, 7, NUL
        Assert.Equal(ExtendedErrorFault.None, ExtendedErrorReader.Read(blob, out ImmutableArray<ExtendedErrorInfo> sequence));
        Assert.Equal("g", sequence[0].ComputerName);

        byte[] empty = EEInfoVectors.Load("EveryParam");
        Assert.Equal(1, empty[16 + 112]);                   // the second record's Name.nLength
        empty[16 + 112] = 0;
        empty.AsSpan(16 + 116, 4).Clear();                  // and pString
        byte[] without = [.. empty[..(16 + 188)], .. empty[(16 + 196)..]];
        BinaryPrimitives.WriteInt32LittleEndian(without.AsSpan(8), without.Length - 16);
        Assert.Equal(ExtendedErrorFault.None, ExtendedErrorReader.Read(without, out sequence));
        Assert.Equal("", sequence[1].ComputerName);
    }

    [Fact]
    public void What_ANSI_cannot_say_becomes_a_question_mark_and_the_count_still_fits()
    {
        var info = new ExtendedErrorInfo { Params = [new ExtendedErrorParam.AnsiString("a😀éÿ")] };
        Assert.Equal(ExtendedErrorFault.None, ExtendedErrorReader.Read(ExtendedErrorWriter.Write(info), out ImmutableArray<ExtendedErrorInfo> read));
        Assert.Equal(new ExtendedErrorParam.AnsiString("a??éÿ"), read[0].Params[0]);
    }

    [Fact]
    public void What_cannot_be_encoded_is_our_fault()
    {
        ExtendedErrorParam none = new ExtendedErrorParam.None();
        AssertRefused("one record at least", () => ExtendedErrorWriter.Write());
        AssertRefused("4 parameters at most", () => ExtendedErrorWriter.Write(new ExtendedErrorInfo { Params = [none, none, none, none, none] }));
        AssertRefused("No more than 32767", () => ExtendedErrorWriter.Write(new ExtendedErrorInfo { ComputerName = new string('n', 32_767) })); // and its NUL
        Assert.NotEmpty(ExtendedErrorWriter.Write(new ExtendedErrorInfo { ComputerName = new string('n', 32_766) }));

        static void AssertRefused(string why, Func<byte[]> write) => Assert.Contains(why, Assert.Throws<ArgumentException>(write).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "1601-01-01T00:00:00.0000000+00:00")]
    [InlineData(0x01DC_298B_0D62_D580, "2025-09-19T17:30:11.6046208+00:00")]
    [InlineData(2_650_467_743_999_999_999, "9999-12-31T23:59:59.9999999+00:00")]
    [InlineData(2_650_467_744_000_000_000, null)]
    [InlineData(-1, null)]
    [InlineData(long.MaxValue, null)]
    public void A_time_stamp_is_told_as_UTC_where_it_is_a_date(long timeStamp, string? expected) =>
        Assert.Equal(expected, new ExtendedErrorInfo { TimeStamp = timeStamp }.Time?.ToString("O"));
}
