namespace RpcHttpProxy.Fuzz;

/// <summary>What a run found.</summary>
/// <param name="Inputs">How many inputs were fed.</param>
/// <param name="Elapsed">How long that took.</param>
/// <param name="Outcomes">How many outcomes were told apart.</param>
/// <param name="Branches">How many branches of instrumented code were taken; 0 without guidance.</param>
/// <param name="Kept">How many inputs were worth mutating further, the seeds included.</param>
/// <param name="Slowest">The longest that one input took, the machine's own pauses included.</param>
/// <param name="MostAllocated">The most bytes that one input made the parser allocate.</param>
/// <param name="Failure">Which promise was broken; null when all were kept.</param>
/// <param name="Input">The input that broke it.</param>
internal sealed record FuzzResult(
    long Inputs, TimeSpan Elapsed, int Outcomes, int Branches, int Kept, TimeSpan Slowest, long MostAllocated, string? Failure = null, byte[]? Input = null);
