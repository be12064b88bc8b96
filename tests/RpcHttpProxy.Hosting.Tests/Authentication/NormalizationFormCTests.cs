using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RpcHttpProxy.Edge.Text;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Hosting.Tests.Authentication;

public sealed class NormalizationFormCTests
{
    /* Python's unicodedata.normalize, of the texts below. */
    private const string Expected = "e749a12237ef76e2f745d22ea9843065ec1f2a36bcaff7ace1a6177d82aa3169";

    private static readonly string[] s_marks = ["\u0300", "\u0308", "\u0323", "\u0327", "\u0345", "\u05b0", "\u3099", "\u1161", "\u11a8", "\u0338", "a", "\u00fc"];

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("u\u0308", "\u00fc")]
    [InlineData("a\u0323\u0308", "\u1ea1\u0308")]
    [InlineData("a\u0308\u0323", "\u1ea1\u0308")] // marks have an order
    [InlineData("\u212b", "\u00c5")] // the Angstrom sign
    [InlineData("\u0958", "\u0915\u093c")] // is never composed
    [InlineData("\u1100\u1161\u11a8", "\uac01")]
    [InlineData("\ud834\udd5e", "\ud834\udd57\ud834\udd65")]
    [InlineData("\ud800u\u0308", "\ud800\u00fc")]
    public void A_text_has_one_form(string text, string expected) => Assert.Equal(expected, NormalizationFormC.Of(text));

    [Fact]
    public void The_form_is_the_one_that_others_compute()
    {
        string[] ones = [.. Decomposed(), "\uac01", "\uac00", "\u1100", "e"];
        string[] texts = [.. ones.SelectMany(one => s_marks.SelectMany(mark =>
            (string[])[one, one + mark, mark + one, one + mark + s_marks[3], one + s_marks[2] + mark + one]))];

        Assert.Equal(123900, texts.Length);
        byte[] all = Encoding.UTF8.GetBytes(string.Concat(texts.Select(text => NormalizationFormC.Of(text) + "\n")));
        Assert.Equal(Expected, Convert.ToHexStringLower(SHA256.HashData(all)));
    }

    [Fact]
    public void Nothing_but_marks_is_put_in_order_at_once()
    {
        string marks = string.Concat(Enumerable.Range(0, 20_000).Select(i => i % 2 == 0 ? "\u0300" : "\u0323"));

        Assert.Equal(new string('\u0323', 10_000) + new string('\u0300', 10_000), NormalizationFormC.Of(marks));
    }

    private static IEnumerable<string> Decomposed() =>
        File.ReadLines(Path.Combine(RepositoryRoot.Path, "src", "RpcHttpProxy.Edge", "Text", "normalization.txt"))
            .Where(line => line[0] is not ('#' or '@'))
            .Select(line => char.ConvertFromUtf32(int.Parse(line.TrimStart('!').Split(' ')[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)));
}
