using System.Buffers.Binary;
using System.Collections.Immutable;

namespace RpcHttpProxy.Protocol.Tests;

/// <summary>An extended error that ends too early, while its header says that it ends there.</summary>
public class ExtendedErrorTruncationTests
{
    private const int HeadersLength = 16;

    [Fact]
    public void Headers_and_nothing_behind_are_cut_off_and_wrong_headers_are_wrong()
    {
        byte[] headers = [1, 0x10, 8, 0, 0xCC, 0xCC, 0xCC, 0xCC, 0, 0, 0, 0, 0, 0, 0, 0];
        Assert.Equal(ExtendedErrorFault.Truncated, Read(headers));

        headers[0] = 2;
        Assert.Equal(ExtendedErrorFault.Header, Read(headers));
    }

    [Theory]
    [InlineData(8)] // the value is missing
    [InlineData(16)] // its type, too
    public void A_parameter_of_64_bits_that_is_not_all_there_is_cut_off(int missing) =>
        Assert.Equal(ExtendedErrorFault.Truncated, Read(CutOff(new ExtendedErrorInfo { Params = [new ExtendedErrorParam.PVal(5)] }, missing)));

    [Fact]
    public void A_name_whose_length_is_missing_is_cut_off() => // the length that stands before the array, at 72
        Assert.Equal(ExtendedErrorFault.Truncated, Read(CutOff(new ExtendedErrorInfo { ComputerName = "n" }, 8)));

    [Fact]
    public void Bytes_that_are_counted_and_missing_are_cut_off() =>
        Assert.Equal(ExtendedErrorFault.Truncated, Read(CutOff(new ExtendedErrorInfo { Params = [new ExtendedErrorParam.Blob([7])] }, 8)));

    [Fact]
    public void A_null_pointer_to_bytes_that_are_counted_is_a_wrong_count()
    {
        byte[] blob = ExtendedErrorWriter.Write(new ExtendedErrorInfo { Params = [new ExtendedErrorParam.Blob([])] });
        blob.AsSpan(72, 4).Clear(); // pBlob
        Assert.Equal(ExtendedErrorFault.None, Read(blob));

        blob[68] = 3; // nSize
        Assert.Equal(ExtendedErrorFault.Count, Read(blob));
    }

    private static byte[] CutOff(ExtendedErrorInfo record, int missing)
    {
        byte[] blob = ExtendedErrorWriter.Write(record)[..^missing];
        BinaryPrimitives.WriteInt32LittleEndian(blob.AsSpan(8), blob.Length - HeadersLength);
        return blob;
    }

    private static ExtendedErrorFault Read(byte[] blob) => ExtendedErrorReader.Read(blob, out ImmutableArray<ExtendedErrorInfo> _);
}
