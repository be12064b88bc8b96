using RpcHttpProxy.Core.Diagrams;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Core.Tests.Documents;

/// <summary>From a machine's code to its drawing and its table, and back, it is one click.</summary>
public class MachineLinksTests
{
    public static TheoryData<string> Machines => [.. MachineCatalog.All.Select(machine => machine.Name), "Link"];

    [Theory]
    [MemberData(nameof(Machines))]
    public void Code_drawing_and_table_of_a_machine_name_each_other(string machine)
    {
        string table = string.Join('\n', MarkdownTable.LinesOf($"specs/machines/{machine}.md"));
        Assert.Contains($"(../../state-diagrams/{machine}.svg)", table, StringComparison.Ordinal);

        string code = table.Split("[the code](../../")[1].Split(')')[0];
        string source = string.Join('\n', MarkdownTable.LinesOf(code));
        Assert.Contains($"<c>state-diagrams/{machine}.svg</c>", source, StringComparison.Ordinal);
        Assert.Contains($"<c>specs/machines/{machine}.md</c>", source, StringComparison.Ordinal);

        Assert.Contains($"(../specs/machines/{machine}.md)", string.Join('\n', MarkdownTable.LinesOf("state-diagrams/README.md")), StringComparison.Ordinal);
    }
}
