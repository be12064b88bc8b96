using System.Text.RegularExpressions;
using RpcHttpProxy.Core.Diagrams;
using RpcHttpProxy.Core.Tests.Documents;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Core.Tests.Machines;

/// <summary>Holds <c>specs/machines</c>, written from the specification, against the machines as they run: every state, every trigger.</summary>
public partial class MachineTableTests
{
    /* Those of the list of requirements, those around them, and 3.2.5.6.1, the server's connection setup timer, which is not on it: it has no MUST. */
    private static readonly HashSet<string> s_sections =
    [
        .. Requirements.Read().Sections.Select(section => section.Number).SelectMany(number => (string[])[number, number[..number.LastIndexOf('.')]]), "3.2.5.6.1",
    ];

    public static TheoryData<string> MachineNames => [.. MachineUnderTest.All.Select(machine => machine.Name)];

    public static TheoryData<string, string, string> Cells
    {
        get
        {
            var cells = new TheoryData<string, string, string>();
            foreach (MachineUnderTest machine in MachineUnderTest.All)
            {
                MachineTable table = MachineTable.Of(machine.Name);
                foreach (string state in machine.States)
                {
                    foreach (string trigger in machine.Triggers)
                    {
                        if (table.Has(state, trigger))
                        {
                            cells.Add(machine.Name, state, trigger);
                        }
                    }
                }
            }

            return cells;
        }
    }

    // [rpch 3.2.2/1]
    [Fact]
    public void Every_machine_of_the_catalog_has_a_table() =>
        Assert.Equal(MachineCatalog.All.Select(machine => machine.Name), MachineUnderTest.All.Select(machine => machine.Name));

    // [rpch 3.2.2/2-5, 3.2.2.1.4/1, 3.2.2.1.5/1]
    [Theory]
    [MemberData(nameof(MachineNames))]
    public void A_table_lists_every_state_and_every_trigger_once(string machine)
    {
        MachineUnderTest running = Running(machine);
        MachineTable table = MachineTable.Of(machine);
        Assert.Equal(running.States.Order(), table.States.Order());
        Assert.Equal(running.Triggers.Order(), table.Triggers.Order());
    }

    // [rpch 3.2.2.5.2/2, 3.2.5.5.15/1]
    [Theory]
    [MemberData(nameof(Cells))]
    public void A_trigger_does_in_a_state_what_the_table_tells(string machine, string state, string trigger)
    {
        MachineTable table = MachineTable.Of(machine);
        string cell = table[state, trigger];
        MachineRun run = Running(machine).Fire(state, trigger);

        string next = cell switch
        {
            MachineTable.Ignored or MachineTable.Internal => state,
            MachineTable.NoRule => "Finished",
            _ => cell,
        };
        Assert.Equal(next, run.State);

        string[] moves = cell switch
        {
            MachineTable.Ignored or MachineTable.Internal => [],
            MachineTable.NoRule => [$"{machine}: {state} --PROTOCOL_ERROR--> Finished"],
            _ => [$"{machine}: {state} --{trigger}--> {next}"],
        };
        Assert.Equal(moves, run.Moves);

        string[] requests = cell == MachineTable.Ignored ? [] : Assert.Single(table.ArcsOf(state, trigger)).Requests;
        Assert.Equal(requests.SelectMany(request => Expand(request, run)), run.Requests);
    }

    [Theory]
    [MemberData(nameof(MachineNames))]
    public void An_arc_tells_what_its_cell_tells_and_names_its_section(string machine)
    {
        MachineTable table = MachineTable.Of(machine);
        foreach (Arc arc in table.Arcs)
        {
            Assert.Matches(@"^(ours|(\[rpch [\d./, -]+\]|[\d.]+)(, (\[rpch [\d./, -]+\]|[\d.]+))*)$", arc.Section);
            Assert.Subset(s_sections, Section().Matches(arc.Section).Select(match => match.Value).ToHashSet());
            if (arc.Trigger == MachineTable.NoRule)
            {
                continue;
            }

            string[] states = table.States.Contains(arc.State)
                ? [arc.State]
                : [.. table.States.Where(state => state != "Finished")];
            Assert.All(states, state => Assert.Equal(arc.Next, table[state, arc.Trigger]));
        }
    }

    private const string EndAnswering = "end each open channel, its client told 503 ";

    private static MachineUnderTest Running(string name) => MachineUnderTest.All.Single(machine => machine.Name == name);

    private static IEnumerable<string> Expand(string effect, MachineRun run) => effect switch
    {
        "finish each open channel" => run.OpenChannels.Select(leg => $"finish {leg}"),
        _ when effect.StartsWith(EndAnswering, StringComparison.Ordinal) => run.OpenChannels.Select(leg =>
            leg is "ClientIn" or "ClientOut" ? $"answer {leg} with 503 {effect[EndAnswering.Length..]}" : $"finish {leg}"),
        "abort each open channel" => run.OpenChannels.Select(leg => $"abort {leg}"),
        _ => [effect],
    };

    /* A section that stands alone; TraceabilityTests hold those of the marks. */
    [GeneratedRegex(@"(?<!\[rpch [^\]]*)(?<![\d.])\d[\d.]*")]
    private static partial Regex Section();
}
