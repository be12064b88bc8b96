namespace Stateless.Tests;

/// <summary>Mistakes that are found while the machine is configured.</summary>
public sealed class ConfigurationErrorTests
{
    [Fact]
    public void Permitting_a_move_to_the_own_state_is_refused_with_the_alternatives()
    {
        Machine.StateConfiguration a = new Story().Machine.Configure(S.A);

        ArgumentException plain = Assert.Throws<ArgumentException>(() => a.Permit(T.X, S.A));
        ArgumentException guarded = Assert.Throws<ArgumentException>(() => a.PermitIf(T.X, S.A, () => true));

        Assert.Contains("use either Ignore() or PermitReentry()", plain.Message, StringComparison.Ordinal);
        Assert.Contains("use either Ignore() or PermitReentry()", guarded.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Permitting_a_move_to_the_own_state_by_an_argument_is_refused()
    {
        Machine machine = new Story().Machine;
        Machine.TriggerWithParameters<string> x = machine.SetTriggerParameters<string>(T.X);

        Assert.Throws<ArgumentException>(() => machine.Configure(S.A).PermitIf(x, S.A, _ => true));
    }

    [Fact]
    public void A_state_cannot_be_its_own_superstate()
    {
        Machine machine = new Story().Machine;

        Assert.Throws<ArgumentException>(() => machine.Configure(S.A).SubstateOf(S.A));
    }

    [Fact]
    public void Superstates_cannot_form_a_cycle()
    {
        Machine machine = new Story().Machine;
        machine.Configure(S.A).SubstateOf(S.B);
        machine.Configure(S.B).SubstateOf(S.C);

        Assert.Throws<ArgumentException>(() => machine.Configure(S.C).SubstateOf(S.A));
    }

    [Fact]
    public void The_parameters_of_a_trigger_are_declared_once()
    {
        Machine machine = new Story().Machine;
        machine.SetTriggerParameters<string>(T.X);

        Assert.Throws<InvalidOperationException>(() => machine.SetTriggerParameters<string>(T.X));
        Assert.NotNull(machine.SetTriggerParameters<string>(T.Y));
    }
}
