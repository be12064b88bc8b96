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
    }

    internal enum Hand
    {
        Push,
        Pull,
        Knock,
        Kick,
    }

    /// <summary>A way out in common, guards, an internal rule, a reentry, ignored triggers, actions with and without text.</summary>
    public static StateMachineInfo DoorMachine()
    {
        StateMachine<Door, Hand> machine = new(Door.Closed, FiringMode.Queued);
        machine.Configure(Door.Broken)
            .Ignore(Hand.Kick)
            .IgnoreIf(Hand.Push, () => true, "while it rains")
            .OnEntry(() => { }, "call the joiner");
        machine.Configure(Door.Open).Permit(Hand.Kick, Door.Broken)
            .PermitReentry(Hand.Pull)
            .Permit(Hand.Push, Door.Closed)
            .OnEntryFrom(Hand.Pull, () => { }, "hold & wait <5 s>")
            .OnExit(() => { }, "let go");
        machine.Configure(Door.Closed).Permit(Hand.Kick, Door.Broken)
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
            .Permit(Hand.Kick, Door.Broken);
        machine.Configure(Door.Open)
            .OnExit(() => { }, "let go")
            .OnEntryFrom(Hand.Pull, () => { }, "hold & wait <5 s>")
            .Permit(Hand.Push, Door.Closed)
            .PermitReentry(Hand.Pull)
            .Permit(Hand.Kick, Door.Broken);
        machine.Configure(Door.Broken)
            .OnEntry(() => { }, "call the joiner")
            .IgnoreIf(Hand.Push, () => true, "while it rains")
            .Ignore(Hand.Kick);
        return machine.GetInfo();
    }

    /// <summary>Two states that have a way out and an ignored trigger in common; each has a loop, and one ignores another trigger.</summary>
    public static StateMachineInfo BusyDoor()
    {
        StateMachine<Door, Hand> machine = new(Door.Closed, FiringMode.Queued);
        machine.Configure(Door.Open).InternalTransition(Hand.Push, () => { }).Permit(Hand.Pull, Door.Broken).Ignore(Hand.Kick);
        machine.Configure(Door.Closed).PermitReentry(Hand.Push).Permit(Hand.Pull, Door.Broken).Ignore(Hand.Knock).Ignore(Hand.Kick);
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
