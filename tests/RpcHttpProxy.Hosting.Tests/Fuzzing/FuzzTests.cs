using RpcHttpProxy.Fuzz;
using RpcHttpProxy.Fuzz.Targets;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Hosting.Tests.Fuzzing;

/// <summary>A short run of each target of <c>tests/fuzz</c>; long ones are for its own program.</summary>
[Trait(Category.Name, Category.Slow)]
public class FuzzTests
{
    private const int Inputs = 30_000;

    public static TheoryData<string> Names => [.. FuzzTargets.All().Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_strangers_might_send_breaks_no_promise(string name)
    {
        FuzzTarget target = FuzzTargets.All().Single(target => target.Name == name);
        FuzzResult result = new FuzzRun(target, seed: 224)
        {
            // What hangs can't be stopped: the test process says so and is gone.
            OnHang = input => Environment.FailFast($"hangs: --target {name} --replay {Convert.ToHexStringLower(input)}"),
        }.Run(Inputs);

        Assert.True(result.Failure is null, $"{result.Failure}: --target {name} --replay {Convert.ToHexStringLower(result.Input ?? [])}");
        Assert.True(result.Outcomes > 10, "what hardly has different outcomes tests nothing");
    }

    [Fact]
    public void A_parser_that_breaks_a_promise_or_throws_is_found_and_a_seed_finds_the_same_input_again()
    {
        FuzzResult broken = new FuzzRun(new Sloppy(), seed: 1) { OnHang = _ => { } }.Run(100_000);
        Assert.Equal("that seven is never second", broken.Failure);
        Assert.Equal(7, broken.Input![1]);
        Assert.Equal(broken.Input, new FuzzRun(new Sloppy(), seed: 1) { OnHang = _ => { } }.Run(100_000).Input);

        FuzzResult thrown = new FuzzRun(new Sloppy { Throws = true }, seed: 1) { OnHang = _ => { } }.Run(100_000);
        Assert.StartsWith("never to throw: System.FormatException", thrown.Failure, StringComparison.Ordinal);

        FuzzResult greedy = new FuzzRun(new Sloppy { Allocates = true }, seed: 1) { OnHang = _ => { } }.Run(100_000);
        Assert.StartsWith("to allocate no more than 100 bytes", greedy.Failure, StringComparison.Ordinal);
    }

    /// <summary>Has a fault two steps away from its seed: only who keeps what is new finds it soon.</summary>
    private sealed class Sloppy : FuzzTarget
    {
        public bool Throws { get; init; }

        public bool Allocates { get; init; }

        public override string Name => "sloppy";

        public override int MaxLength => 8;

        public override IReadOnlyList<byte[]> Seeds { get; } = [[0, 0, 0, 0]];

        public override IReadOnlyList<byte[]> Words { get; } = [];

        public override ulong Run(byte[] input)
        {
            if (input.Length < 2 || input[0] != 5)
            {
                return 0;
            }

            if (input[1] != 7)
            {
                return 1;
            }

            if (Throws)
            {
                throw new FormatException();
            }

            long before = Allocated();
            if (Allocates)
            {
                GC.KeepAlive(new byte[10_000]);
            }

            PromiseAllocated(before, 100);
            Promise(false, "seven is never second");
            return 2;
        }
    }
}
