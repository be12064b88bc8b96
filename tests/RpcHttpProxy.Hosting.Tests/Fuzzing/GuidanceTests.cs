using RpcHttpProxy.Fuzz;
using RpcHttpProxy.Fuzz.Guidance;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Hosting.Tests.Fuzzing;

/// <summary>Branches guide: a fault behind conditions that chance doesn't meet all at once is found step by step.</summary>
[Trait(Category.Name, Category.Slow)]
public class GuidanceTests
{
    private const int Inputs = 300_000;

    [Fact]
    public void A_fault_behind_four_magic_bytes_is_found_by_their_branches_and_not_by_chance()
    {
        var context = new InstrumentedContext(type => type == typeof(Vault).FullName);
        Type instrumented = context.LoadFromAssemblyName(typeof(GuidanceTests).Assembly.GetName()).GetType(typeof(GuidanceTests).FullName!)!;

        Assert.Null(Search(isGuided: false));
        Assert.Equal("that the vault is never opened", instrumented.GetMethod(nameof(Search))!.Invoke(null, [true]));
    }

    [Theory]
    [InlineData(1, 2, true)]
    [InlineData(4, 7, false)] // within an order of magnitude
    [InlineData(4, 8, true)]
    public void A_branch_taken_more_often_is_new_when_the_order_of_magnitude_is(byte first, byte then, bool isNew)
    {
        var coverage = new BranchCoverage();
        coverage.Begin();
        BranchCoverage.Map[224] = first;
        Assert.True(coverage.End());

        coverage.Begin();
        BranchCoverage.Map[224] = then;
        Assert.Equal(isNew, coverage.End());
        Assert.Equal(1, coverage.Branches);
    }

    [Fact]
    public void The_program_is_told_what_its_instrumented_copy_answers() =>
        Assert.Equal(0, InstrumentedContext.OfParsers().RunProgram(["--guided", "--target", "pragma", "--inputs", "1000"]));

    /// <summary>Which promise was broken; null if none was. Called in an instrumented copy of this assembly, too.</summary>
    public static string? Search(bool isGuided) =>
        new FuzzRun(new VaultTarget(), seed: 1) { OnHang = _ => { }, Coverage = isGuided ? new BranchCoverage() : null }.Run(Inputs).Failure;

    /// <summary>Tells nothing of how far an input got.</summary>
    private sealed class VaultTarget : FuzzTarget
    {
        public override string Name => "vault";

        public override int MaxLength => 8;

        public override IReadOnlyList<byte[]> Seeds { get; } = [[0, 0, 0, 0]];

        public override IReadOnlyList<byte[]> Words { get; } = [];

        public override ulong Run(byte[] input)
        {
            Promise(!Vault.Opens(input), "the vault is never opened");
            return 0;
        }
    }
}
