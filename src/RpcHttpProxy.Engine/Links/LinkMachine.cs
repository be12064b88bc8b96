using Stateless;
using Stateless.Reflection;
using static RpcHttpProxy.Engine.Links.LinkState;
using static RpcHttpProxy.Engine.Links.LinkTrigger;

namespace RpcHttpProxy.Engine.Links;

/// <summary>
/// A link's life as a table. It has no guards and its actions are the link's, so it is laid out once as an array: a link moves by one look
/// into it, which allocates nothing. A pair of state and trigger that isn't in the table is a fault of ours.
/// </summary>
/// <remarks>Drawn in <c>state-diagrams/Link.svg</c>; each cell of its table: <c>specs/machines/Link.md</c>.</remarks>
public static class LinkMachine
{
    private static readonly StateMachine<LinkState, LinkTrigger> s_table = Table();
    private static readonly LinkState?[,] s_next = LayOut();

    /// <summary>What the machine is made of, for diagrams and tables.</summary>
    public static StateMachineInfo Info => s_table.GetInfo();

    /// <summary>Where a trigger leads; the same state where it is ignored. Throws <see cref="InvalidOperationException"/> where it has no place.</summary>
    public static LinkState Next(LinkState from, LinkTrigger trigger) =>
        s_next[(int)from, (int)trigger] ?? throw new InvalidOperationException($"{trigger} has no place in a link's state {from}.");

    private static StateMachine<LinkState, LinkTrigger> Table()
    {
        var machine = new StateMachine<LinkState, LinkTrigger>(Opening);
        machine.Configure(Opening)
            .Permit(Established, HeadAwaited)
            .Permit(NotEstablished, Ended);

        machine.Configure(HeadAwaited)
            .Permit(HeadRead, Flowing)
            .Permit(EndedByPeer, Closing)
            .Permit(Failed, Closing)
            .Permit(EndedHere, Closing)
            .Permit(Aborted, Releasing);

        machine.Configure(Flowing)
            .Permit(InputEnded, HalfClosed)
            .Permit(EndedByPeer, Closing)
            .Permit(Failed, Closing)
            .Permit(EndedHere, Closing)
            .Permit(Aborted, Releasing);

        machine.Configure(HalfClosed)
            .Permit(EndedByPeer, Closing)
            .Permit(Failed, Closing)
            .Permit(EndedHere, Closing)
            .Permit(Aborted, Releasing);

        machine.Configure(Closing)
            .OnEntry(NoAction, "write the last bytes; throw away what comes")
            .Permit(Written, Releasing)
            .Permit(Finished, Lingering)
            .Permit(Aborted, Releasing)
            .Ignore(EndedHere);

        machine.Configure(Lingering)
            .Permit(PeerFinished, Releasing)
            .Permit(Aborted, Releasing)
            .Ignore(EndedHere);

        machine.Configure(Releasing)
            .OnEntry(NoAction, "let go of the carrier")
            .Permit(Released, Ended)
            .InternalTransition(Aborted, NoAction)
            .Ignore(EndedHere);

        machine.Configure(Ended)
            .Ignore(EndedHere);
        return machine;
    }

    /// <summary>The actions are <see cref="Link"/>'s: the table only names them, for its readers.</summary>
    private static void NoAction()
    {
    }

    private static LinkState?[,] LayOut()
    {
        var next = new LinkState?[Enum.GetValues<LinkState>().Length, Enum.GetValues<LinkTrigger>().Length];
        foreach (StateInfo state in s_table.GetInfo().States)
        {
            var from = (LinkState)state.UnderlyingState;
            foreach (FixedTransitionInfo permitted in state.FixedTransitions)
            {
                next[(int)from, (int)(LinkTrigger)permitted.Trigger.UnderlyingTrigger] = (LinkState)permitted.DestinationState.UnderlyingState;
            }

            foreach (IgnoredTransitionInfo ignored in state.IgnoredTriggers)
            {
                next[(int)from, (int)(LinkTrigger)ignored.Trigger.UnderlyingTrigger] = from;
            }
        }

        return next;
    }
}
