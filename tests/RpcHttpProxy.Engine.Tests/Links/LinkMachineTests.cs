using RpcHttpProxy.Engine.Links;
using RpcHttpProxy.TestKit;
using Stateless.Reflection;

namespace RpcHttpProxy.Engine.Tests.Links;

/// <summary>Holds <c>specs/machines/Link.md</c> against the table as it runs, and against what a link does: every state, every trigger.</summary>
public class LinkMachineTests
{
    private static readonly MachineTable _table = MachineTable.Of("Link");

    public static TheoryData<LinkState, LinkTrigger> Pairs => PairsWhere(_ => true);

    public static TheoryData<LinkState, LinkTrigger> Ruled => PairsWhere(cell => cell != MachineTable.NoRule);

    [Fact]
    public void The_table_lists_every_state_and_every_trigger_once()
    {
        Assert.Equal(Enum.GetNames<LinkState>(), _table.States);
        Assert.Equal(Enum.GetNames<LinkTrigger>(), _table.Triggers);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_trigger_leads_where_the_table_tells(LinkState state, LinkTrigger trigger)
    {
        switch (_table[$"{state}", $"{trigger}"])
        {
            case MachineTable.NoRule:
                Assert.Throws<InvalidOperationException>(() => LinkMachine.Next(state, trigger));
                break;
            case MachineTable.Ignored or MachineTable.Internal:
                Assert.Equal(state, LinkMachine.Next(state, trigger));
                break;
            case string next:
                Assert.Equal(next, $"{LinkMachine.Next(state, trigger)}");
                break;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void The_array_that_a_link_looks_into_is_the_table_that_is_drawn(LinkState state, LinkTrigger trigger)
    {
        StateInfo row = LinkMachine.Info.States.Single(info => state.Equals(info.UnderlyingState));
        LinkState[] drawn =
        [
            .. row.FixedTransitions.Where(rule => trigger.Equals(rule.Trigger.UnderlyingTrigger))
                .Select(rule => rule.IsInternalTransition ? state : (LinkState)rule.DestinationState.UnderlyingState),
            .. row.IgnoredTriggers.Where(rule => trigger.Equals(rule.Trigger.UnderlyingTrigger)).Select(_ => state),
        ];
        Assert.Empty(row.DynamicTransitions);
        Assert.Null(row.Superstate);
        if (drawn.Length == 0)
        {
            Assert.Throws<InvalidOperationException>(() => LinkMachine.Next(state, trigger));
        }
        else
        {
            Assert.Equal(Assert.Single(drawn), LinkMachine.Next(state, trigger));
        }
    }

    [Theory]
    [MemberData(nameof(Ruled))]
    public void A_link_does_in_a_state_what_the_table_tells(LinkState state, LinkTrigger trigger)
    {
        string cell = _table[$"{state}", $"{trigger}"];
        using var stage = new Stage();
        (LinkState next, string[] effects) = stage.Run(state, trigger);
        Assert.Equal(cell is MachineTable.Ignored or MachineTable.Internal ? $"{state}" : cell, $"{next}");
        Assert.Equal(cell == MachineTable.Ignored ? [] : Assert.Single(_table.ArcsOf($"{state}", $"{trigger}")).Requests, effects);
    }

    [Fact]
    public void An_arc_tells_what_its_cell_tells()
    {
        foreach (Arc arc in _table.Arcs)
        {
            string[] states = _table.States.Contains(arc.State) ? [arc.State] : ["HeadAwaited", "Flowing", "HalfClosed"];
            Assert.All(states, state => Assert.Equal(arc.Next, _table[state, arc.Trigger]));
            Assert.NotEmpty(arc.Section);
        }
    }
    private static TheoryData<LinkState, LinkTrigger> PairsWhere(Func<string, bool> isMeant)
    {
        var pairs = new TheoryData<LinkState, LinkTrigger>();
        foreach (LinkState state in Enum.GetValues<LinkState>())
        {
            foreach (LinkTrigger trigger in Enum.GetValues<LinkTrigger>().Where(trigger => isMeant(_table[$"{state}", $"{trigger}"])))
            {
                pairs.Add(state, trigger);
            }
        }

        return pairs;
    }
}
