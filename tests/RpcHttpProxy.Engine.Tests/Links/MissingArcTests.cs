using RpcHttpProxy.Engine.Links;
using RpcHttpProxy.Engine.Tests.LineEcho;
using Stateless.Reflection;

namespace RpcHttpProxy.Engine.Tests.Links;

[CollectionDefinition(nameof(AloneInTheProcess), DisableParallelization = true)]
public class AloneInTheProcess;

/// <summary>No arc of a link's table can be taken out unnoticed: each has a scenario, run from end to end over a protocol, that fails without it.</summary>
[Collection(nameof(AloneInTheProcess))]
public class MissingArcTests
{
    public static TheoryData<LinkState, LinkTrigger> Arcs
    {
        get
        {
            var arcs = new TheoryData<LinkState, LinkTrigger>();
            foreach (StateInfo state in LinkMachine.Info.States)
            {
                foreach (FixedTransitionInfo rule in state.FixedTransitions.Where(rule => !rule.IsInternalTransition))
                {
                    arcs.Add((LinkState)state.UnderlyingState, (LinkTrigger)rule.Trigger.UnderlyingTrigger);
                }
            }

            return arcs;
        }
    }

    [Fact]
    public void There_is_a_story_for_each_arc() =>
        Assert.Equal(Arcs.Select(arc => ((LinkState)arc[0], (LinkTrigger)arc[1])).Order(), LinkScenarios.All.Keys.Order());

    [Theory]
    [MemberData(nameof(Arcs))]
    public void The_story_of_an_arc_holds(LinkState from, LinkTrigger trigger)
    {
        using var world = new World();
        LinkScenarios.All[(from, trigger)](world);
    }

    [Theory]
    [MemberData(nameof(Arcs))]
    public void Without_the_arc_it_does_not(LinkState from, LinkTrigger trigger)
    {
        using var missing = new MissingArc(from, trigger);
        using var world = new World();
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => LinkScenarios.All[(from, trigger)](world));
    }
}
