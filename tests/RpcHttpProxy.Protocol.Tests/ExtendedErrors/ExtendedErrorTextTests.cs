namespace RpcHttpProxy.Protocol.Tests;

/// <summary>How extended errors are told to people.</summary>
public class ExtendedErrorTextTests
{
    [Fact]
    public void A_parameter_is_shown_as_its_value_and_text_in_quotes()
    {
        Assert.Equal("\"backend:6001\"", new ExtendedErrorParam.AnsiString("backend:6001").ToString());
        Assert.Equal("\"é€\"", new ExtendedErrorParam.UnicodeString("é€").ToString());
        Assert.Equal("-2", new ExtendedErrorParam.LVal(-2).ToString());
        Assert.Equal("-3", new ExtendedErrorParam.IVal(-3).ToString());
        Assert.Equal("0x1f", new ExtendedErrorParam.PVal(0x1F).ToString());
        Assert.Equal("-", new ExtendedErrorParam.None().ToString());
        Assert.Equal("aabb", new ExtendedErrorParam.Blob([0xAA, 0xBB]).ToString());
    }

    [Fact]
    public void Bytes_are_equal_when_each_is()
    {
        Assert.Equal(new ExtendedErrorParam.Blob([1, 2]), new ExtendedErrorParam.Blob([1, 2]));
        Assert.NotEqual(new ExtendedErrorParam.Blob([1, 2]), new ExtendedErrorParam.Blob([1, 3]));
    }

    [Theory]
    [InlineData(1, "application")]
    [InlineData(2, "RPC runtime")]
    [InlineData(3, "security provider")]
    [InlineData(4, "NPFS")]
    [InlineData(5, "redirector")]
    [InlineData(6, "named pipes")]
    [InlineData(7, "I/O system")]
    [InlineData(8, "Winsock")]
    [InlineData(9, "authorization")]
    [InlineData(10, "LPC")]
    [InlineData(GeneratingComponents.RpcOverHttpProxy, "RPC over HTTP proxy")]
    [InlineData(GeneratingComponents.Ours, "RpcHttpProxy")]
    [InlineData(11, "component 11")]
    public void A_component_has_the_name_of_Microsofts_page_or_its_number(uint component, string name) =>
        Assert.Equal(name, GeneratingComponents.Name(component));
}
