namespace Stateless.Tests;

/// <summary>State kept outside: one configured machine serves many holders, one after another.</summary>
public sealed class ExternalStateTests
{
    [Fact]
    public void The_state_is_written_between_exit_and_the_listeners()
    {
        Story story = Story.WithExternalState().Watch(S.A, S.B).Listen();
        story.Machine.Configure(S.A).Permit(T.X, S.B);

        story.Machine.Fire(T.X);

        story.Tells(
            "exit A [State A]",
            "state := B",
            "transitioned A--X-->B [State B]",
            "enter B [State B]",
            "completed A--X-->B [State B]");
    }

    [Fact]
    public void A_reentry_writes_the_state_once_and_last()
    {
        Story story = Story.WithExternalState().Watch(S.A).Listen();
        story.Machine.Configure(S.A).PermitReentry(T.X);

        story.Machine.Fire(T.X);

        story.Tells(
            "exit A [State A]",
            "transitioned A--X-->A (reentry) [State A]",
            "enter A [State A]",
            "completed A--X-->A (reentry) [State A]",
            "state := A");
    }

    [Fact]
    public void Internal_ignored_and_unhandled_triggers_write_nothing()
    {
        Story story = Story.WithExternalState();
        story.Machine.OnUnhandledTrigger((_, _) => { });
        story.Machine.Configure(S.A).InternalTransition(T.X, () => { }).Ignore(T.Y);

        story.Machine.Fire(T.X);
        story.Machine.Fire(T.Y);
        story.Machine.Fire(T.Z);

        story.Tells();
    }

    [Fact]
    public void One_machine_serves_many_holders_each_in_its_own_state()
    {
        S[] holders = [S.A, S.A, S.B];
        int current = 0;
        Machine machine = new(() => holders[current], state => holders[current] = state, FiringMode.Queued);
        machine.Configure(S.A).SubstateOf(S.Super).Permit(T.X, S.B);
        machine.Configure(S.B).SubstateOf(S.Super).Permit(T.X, S.C);
        machine.Configure(S.Super).Permit(T.ProtocolError, S.Finished);

        machine.Fire(T.X);
        current = 2;
        machine.Fire(T.X);
        current = 1;
        machine.Fire(T.ProtocolError);

        Assert.Equal([S.B, S.Finished, S.C], holders);
        Assert.Equal(S.Finished, machine.State);
        Assert.False(machine.IsInState(S.Super));
        current = 0;
        Assert.True(machine.IsInState(S.Super));
    }

    [Fact]
    public void A_queued_trigger_reads_the_state_that_the_first_one_wrote()
    {
        Story story = Story.WithExternalState();
        Machine machine = story.Machine;
        machine.Configure(S.A).Permit(T.X, S.B);
        machine.Configure(S.B).Permit(T.Y, S.C).OnEntry(() => machine.Fire(T.Y));

        machine.Fire(T.X);

        story.Tells("state := B", "state := C");
    }
}
