namespace RpcHttpProxy.Protocol.Tests;

public class RtsPduCatalogTests
{
    [Fact]
    public void The_rows_are_the_kinds_in_the_order_of_their_sections()
    {
        Assert.Equal(50, RtsPduCatalog.All.Length);
        Assert.Equal(Enum.GetValues<RtsPduKind>(), RtsPduCatalog.All.Select(row => row.Kind));
        Assert.Equal(Enumerable.Range(2, 50).Select(i => $"2.2.4.{i}"), RtsPduCatalog.All.Select(row => row.Section));
    }

    [Fact]
    public void Each_name_is_its_kind_with_the_strokes_of_the_specification() =>
        Assert.All(RtsPduCatalog.All, row => Assert.Equal(
            row.Kind.ToString().Replace("_", ""), row.Name.Replace("/", "").Replace("_", "").Replace("-", "").Replace(" ", "")));

    [Fact]
    public void Each_shape_has_one_form_and_all_its_kinds_share_it()
    {
        foreach (RtsPduShape shape in Enum.GetValues<RtsPduShape>())
        {
            RtsPduDescription[] rows = [.. RtsPduCatalog.KindsOf(shape).Select(RtsPduCatalog.Describe)];
            Assert.NotEmpty(rows);
            Assert.All(rows, row =>
            {
                Assert.Equal(shape, row.Shape);
                Assert.Equal(rows[0].Flags, row.Flags);
                Assert.Equal(rows[0].Commands.AsEnumerable(), row.Commands.AsEnumerable());
            });
        }
    }

    [Fact]
    public void Two_shapes_never_share_a_form()
    {
        Assert.All(RtsPduCatalog.All, row =>
        {
            Assert.True(RtsPduCatalog.TryFindShape(row.Flags, row.Commands.AsSpan(), out RtsPduShape shape));
            Assert.Equal(row.Shape, shape);
        });
        Assert.Equal(31, Enum.GetValues<RtsPduShape>().Length);
        Assert.Equal(31, RtsPduCatalog.All.Select(row => $"{row.Flags} {string.Join(' ', row.Commands)}").Distinct().Count());
    }

    // [rpch 2.2.4.45/1-7]
    [Fact]
    public void OUT_R2_C1_has_a_second_form_with_padding()
    {
        Assert.True(RtsPduCatalog.TryFindShape(RtsFlags.Ping, [RtsCommandType.Padding], out RtsPduShape shape));
        Assert.Equal(RtsPduShape.OUT_R2_C1, shape);
    }

    // [rpch 2.2.3.6.1/13-15, 3.2.1.5.2/1]
    [Theory]
    [InlineData(RtsFlags.Eof)] // Echo, but with another flag
    [InlineData(RtsFlags.None, RtsCommandType.Cookie, RtsCommandType.Cookie)]
    [InlineData(RtsFlags.None, RtsCommandType.Version, RtsCommandType.ReceiveWindowSize)] // CONN/B3 in the wrong order
    [InlineData(RtsFlags.RecycleChannel, RtsCommandType.ANCE)]
    [InlineData(RtsFlags.OtherCmd | RtsFlags.Ping, RtsCommandType.ClientKeepalive)]
    [InlineData((RtsFlags)0x8000)]
    public void A_form_that_no_section_defines_has_no_shape(RtsFlags flags, params RtsCommandType[] commands) =>
        Assert.False(RtsPduCatalog.TryFindShape(flags, commands, out _));

    // [rpch 2.2.4.1]
    [Fact]
    public void A_PDU_takes_every_name_of_its_shape_and_no_other()
    {
        RtsPdu pdu = RtsPdus.IN_R1_A5(Sample.Successor);
        RtsPduKind[] accepted = [.. Enum.GetValues<RtsPduKind>().Where(kind => Accepts(pdu, kind))];
        Assert.Equal(
            [RtsPduKind.IN_R1_A5, RtsPduKind.IN_R1_A6, RtsPduKind.IN_R2_A2, RtsPduKind.IN_R2_A5, RtsPduKind.OUT_R2_A4], accepted);
    }

    [Fact]
    public void An_unnamed_PDU_bears_all_names_of_its_shape()
    {
        RtsPduReader.Read(RtsPdus.CONN_C1(Sample.Window, Sample.ConnectionTimeout).ToArray(), out RtsPdu? pdu);
        Assert.Equal("CONN/C1 or CONN/C2 {Version=1, ReceiveWindowSize=81920, ConnectionTimeout=900000}", pdu!.ToString());
        Assert.Equal("CONN/C2", pdu.Named(RtsPduKind.CONN_C2).Name);
    }

    private static bool Accepts(RtsPdu pdu, RtsPduKind kind)
    {
        try
        {
            return pdu.Named(kind).Kind == kind;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
