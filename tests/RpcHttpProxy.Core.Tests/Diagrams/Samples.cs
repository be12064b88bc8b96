using Stateless;
using Stateless.Reflection;

namespace RpcHttpProxy.Core.Tests.Diagrams;

/// <summary>Small machines, each configured in an order that is not the enum's, to be drawn.</summary>
internal static class Samples
{
    internal enum Door
    {
        Closed,
        Open,
        Broken,
        NeverConfigured,
        InUse, // last, as Live is
    }

    internal enum Hand
    {
        Push,
        Pull,
        Knock,
        Kick,
    }

    /// <summary>A superstate, guards, an internal rule, a reentry, ignored triggers, actions with and without text.</summary>
    public static StateMachineInfo DoorMachine()
    {
        StateMachine<Door, Hand> machine = new(Door.Closed, FiringMode.Queued);
        machine.Configure(Door.InUse).Permit(Hand.Kick, Door.Broken);
        machine.Configure(Door.Broken)
            .Ignore(Hand.Kick)
            .IgnoreIf(Hand.Push, () => true, "while it rains")
            .OnEntry(() => { }, "call the joiner");
        machine.Configure(Door.Open).SubstateOf(Door.InUse)
            .PermitReentry(Hand.Pull)
            .Permit(Hand.Push, Door.Closed)
            .OnEntryFrom(Hand.Pull, () => { }, "hold & wait <5 s>")
            .OnExit(() => { }, "let go");
        machine.Configure(Door.Closed).SubstateOf(Door.InUse)
            .InternalTransition(Hand.Knock, () => { })
            .PermitIf(Hand.Pull, Door.Open, () => true, "it is \"unlocked\"")
            .OnEntry(() => { });
        return machine.GetInfo();
    }

    /// <summary>The same rules, configured the other way round.</summary>
    public static StateMachineInfo DoorMachineInAnotherOrder()
    {
        StateMachine<Door, Hand> machine = new(Door.Closed, FiringMode.Queued);
        machine.Configure(Door.Closed)
            .PermitIf(Hand.Pull, Door.Open, () => true, "it is \"unlocked\"")
            .InternalTransition(Hand.Knock, () => { })
            .OnEntry(() => { })
            .SubstateOf(Door.InUse);
        machine.Configure(Door.Open)
            .OnExit(() => { }, "let go")
            .OnEntryFrom(Hand.Pull, () => { }, "hold & wait <5 s>")
            .Permit(Hand.Push, Door.Closed)
            .PermitReentry(Hand.Pull)
            .SubstateOf(Door.InUse);
        machine.Configure(Door.Broken)
            .OnEntry(() => { }, "call the joiner")
            .IgnoreIf(Hand.Push, () => true, "while it rains")
            .Ignore(Hand.Kick);
        machine.Configure(Door.InUse).Permit(Hand.Kick, Door.Broken);
        return machine.GetInfo();
    }

    /// <summary>A superstate that stays, begins again and ignores: nothing to hang a loop or a note on.</summary>
    public static StateMachineInfo BusySuperstate()
    {
        StateMachine<Door, Hand> machine = new(Door.Closed, FiringMode.Queued);
        machine.Configure(Door.InUse)
            .Ignore(Hand.Kick)
            .InternalTransition(Hand.Knock, () => { })
            .PermitReentry(Hand.Push)
            .Permit(Hand.Pull, Door.Broken);
        machine.Configure(Door.Open).SubstateOf(Door.InUse);
        machine.Configure(Door.Closed).SubstateOf(Door.InUse);
        return machine.GetInfo();
    }

    /// <summary>Two triggers between the same two states.</summary>
    public static StateMachineInfo TwoWays()
    {
        StateMachine<Door, Hand> machine = new(Door.Closed, FiringMode.Queued);
        machine.Configure(Door.Closed).Permit(Hand.Kick, Door.Open).Permit(Hand.Push, Door.Open);
        return machine.GetInfo();
    }

    /// <summary>An action that tells much.</summary>
    public static StateMachineInfo LongDescription()
    {
        StateMachine<Door, Hand> machine = new(Door.Closed, FiringMode.Queued);
        machine.Configure(Door.Closed).OnEntry(() => { }, "one two three four five six seven eight nine ten");
        return machine.GetInfo();
    }
}
