#if IN_HOUSE_STATELESS // The budget is ours; the package takes about 1.2 kB a transition.
namespace Stateless.Tests.InHouse;

/// <summary>
/// What one trigger may allocate: 48 bytes for a transition (the one Transition object), nothing for the rest. Warmed up first,
/// then counted on this thread over many rounds, so that one stray allocation cannot hide in the rounding.
/// </summary>
public sealed class AllocationTests
{
    private const int Rounds = 1_000;
    private const long TransitionBudget = 48;

    public static TheoryData<bool> Storage => [false, true];

    [Theory]
    [MemberData(nameof(Storage))]
    public void A_transition_with_actions_guards_substates_and_a_listener_costs_one_Transition(bool external)
    {
        int seen = 0;
        Machine machine = Make(external);
        machine.OnTransitioned(t => seen += t.IsReentry ? 0 : 1);
        foreach ((S from, S to) in new[] { (S.A, S.B), (S.B, S.A) })
        {
            machine.Configure(from).SubstateOf(S.Super)
                .PermitIf(T.X, to, () => seen >= 0)
                .PermitIf(T.X, S.C, () => seen < 0)
                .OnEntry(t => seen += t.Parameters.Length)
                .OnExit(() => seen++);
        }

        long bytes = BytesOfOne(() => machine.Fire(T.X));

        Assert.True(seen > Rounds);
        Assert.InRange(bytes, 1, TransitionBudget);
    }

    [Theory]
    [MemberData(nameof(Storage))]
    public void A_transition_that_nobody_asks_about_costs_nothing(bool external)
    {
        Machine machine = Make(external);
        machine.Configure(S.A).Permit(T.X, S.B).OnEntry(() => { });
        machine.Configure(S.B).Permit(T.X, S.A).OnExit(() => { });

        Assert.Equal(0, BytesOfOne(() => machine.Fire(T.X)));
    }

    [Theory]
    [MemberData(nameof(Storage))]
    public void A_reference_argument_costs_nothing_beyond_the_Transition(bool external)
    {
        int letters = 0;
        Machine machine = Make(external);
        Machine.TriggerWithParameters<string> x = machine.SetTriggerParameters<string>(T.X);
        machine.OnTransitioned(_ => letters++);
        machine.Configure(S.A).Permit(T.X, S.B).OnEntryFrom(x, text => letters += text.Length);
        machine.Configure(S.B).Permit(T.X, S.A).OnEntryFrom(x, text => letters += text.Length);

        Assert.InRange(BytesOfOne(() => machine.Fire(x, "text")), 1, TransitionBudget);
        Assert.True(letters > Rounds);
    }

    [Theory]
    [MemberData(nameof(Storage))]
    public void Ignored_and_unhandled_triggers_and_CanFire_cost_nothing(bool external)
    {
        int unhandled = 0;
        Machine machine = Make(external);
        machine.OnUnhandledTrigger((_, _) => unhandled++);
        machine.Configure(S.A).SubstateOf(S.Super).Ignore(T.X).PermitIf(T.Z, S.B, () => false);
        machine.Configure(S.Super).Ignore(T.ProtocolError);

        Assert.Equal(0, BytesOfOne(() => machine.Fire(T.X)));
        Assert.Equal(0, BytesOfOne(() => machine.Fire(T.ProtocolError)));
        Assert.Equal(0, BytesOfOne(() => machine.Fire(T.Y)));
        Assert.Equal(0, BytesOfOne(() => machine.Fire(T.Z)));
        Assert.Equal(0, BytesOfOne(() => machine.CanFire(T.X)));
        Assert.Equal(0, BytesOfOne(() => machine.CanFire(T.Z)));
        Assert.True(unhandled > Rounds);
    }

    [Theory]
    [MemberData(nameof(Storage))]
    public void A_queued_trigger_costs_nothing_of_its_own(bool external)
    {
        int done = 0;
        Machine machine = Make(external);
        machine.Configure(S.A).InternalTransition(T.X, () => machine.Fire(T.Y)).InternalTransition(T.Y, () => done++);

        Assert.Equal(0, BytesOfOne(() => machine.Fire(T.X)));
        Assert.True(done > Rounds);
    }

    private static Machine Make(bool external)
    {
        if (!external) return new Machine(S.A);

        S state = S.A;
        return new Machine(() => state, written => state = written, FiringMode.Queued);
    }

    private static long BytesOfOne(Action action)
    {
        for (int i = 0; i < Rounds; i++) action();

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Rounds; i++) action();
        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        return (bytes + Rounds - 1) / Rounds;
    }
}
#endif
