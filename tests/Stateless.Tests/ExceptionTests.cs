namespace Stateless.Tests;

/// <summary>What is left when an action throws. Ours never do; here is why.</summary>
public sealed class ExceptionTests
{
    [Fact]
    public void After_an_exception_on_exit_the_state_is_unchanged()
    {
        Story story = new Story().Watch(S.B).Listen();
        story.Machine.Configure(S.A).Permit(T.X, S.B).OnExit(() => throw new FormatException());

        Assert.Throws<FormatException>(() => story.Machine.Fire(T.X));

        story.Tells();
        Assert.Equal(S.A, story.Machine.State);
    }

    [Fact]
    public void After_an_exception_on_entry_the_state_is_the_new_one_and_nothing_is_completed()
    {
        Story story = new Story().Listen();
        story.Machine.Configure(S.A).Permit(T.X, S.B);
        story.Machine.Configure(S.B).OnEntry(() => throw new FormatException());

        Assert.Throws<FormatException>(() => story.Machine.Fire(T.X));

        story.Tells("transitioned A--X-->B [State B]");
        Assert.Equal(S.B, story.Machine.State);
    }

    [Fact]
    public void A_trigger_queued_before_the_exception_runs_at_the_next_Fire_and_first()
    {
        Story story = new();
        Machine machine = story.Machine;
        machine.Configure(S.A).Permit(T.X, S.B);
        machine.Configure(S.B)
            .InternalTransition(T.Y, story.Saying("Y, queued before the exception"))
            .InternalTransition(T.Z, story.Saying("Z, fired after it"))
            .OnEntry(() =>
            {
                machine.Fire(T.Y);
                throw new FormatException();
            });

        Assert.Throws<FormatException>(() => machine.Fire(T.X));
        story.Tells();

        machine.Fire(T.Z);
        story.Tells("Y, queued before the exception", "Z, fired after it");
    }

    [Fact]
    public void An_exception_in_a_queued_trigger_keeps_the_rest_of_the_queue()
    {
        Story story = new();
        Machine machine = story.Machine;
        machine.Configure(S.A)
            .InternalTransition(T.X, () =>
            {
                machine.Fire(T.Y);
                machine.Fire(T.Z);
            })
            .InternalTransition(T.Y, () => throw new FormatException())
            .InternalTransition(T.Z, story.Saying("Z"))
            .Ignore(T.ProtocolError);

        Assert.Throws<FormatException>(() => machine.Fire(T.X));
        story.Tells();

        machine.Fire(T.ProtocolError);
        story.Tells("Z");
    }

    [Fact]
    public void An_unhandled_trigger_leaves_the_machine_usable()
    {
        Story story = new();
        story.Machine.Configure(S.A).Permit(T.X, S.B);

        Assert.Throws<InvalidOperationException>(() => story.Machine.Fire(T.Z));

        story.Machine.Fire(T.X);
        Assert.Equal(S.B, story.Machine.State);
    }
}
