using System.Globalization;
using System.Text.RegularExpressions;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Core.Tests.Documents;

/// <summary>Holds the table of what clients see, in <c>specs/troubleshooting.md</c>, to the errors that proxies send.</summary>
public class TroubleshootingErrorsTests
{
    private static readonly (uint Error, CloseReason[] Reasons)[] _rows =
    [
        .. MarkdownTable.Under("## What a client sees", MarkdownTable.LinesOf(TroubleshootingPage.Path)).Rows
            .Select(row => (Match: Regex.Match(row[0], "^`503 RPC Error: ([0-9a-f]+)`$"), What: row[1]))
            .Where(row => row.Match.Success)
            .Select(row => (
                uint.Parse(row.Match.Groups[1].Value, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
                Regex.Matches(row.What, "`([A-Z][A-Za-z]+)`").Select(word => Enum.Parse<CloseReason>(word.Groups[1].Value)).ToArray())),
    ];

    [Fact]
    public void Each_reason_in_the_table_is_told_with_the_error_of_its_row()
    {
        Assert.True(_rows.Length > 4);
        foreach ((uint error, CloseReason[] reasons) in _rows)
        {
            Assert.NotEmpty(reasons);
            Assert.All(reasons, reason => Assert.Equal((reason, error), (reason, reason.ToRpcError())));
        }
    }

    [Fact]
    public void Each_reason_that_ends_what_was_not_answered_yet_is_in_the_table()
    {
        CloseReason[] told = [.. _rows.SelectMany(row => row.Reasons)];
        Assert.Empty(Enum.GetValues<CloseReason>().Where(reason => reason.IsAnswered()).Except(told));
    }
}
