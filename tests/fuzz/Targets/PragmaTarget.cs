using System.Text;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Fuzz.Targets;

/// <summary>The Pragma header of an OUT channel request: MinConnTimeout within its range, or none.</summary>
internal sealed class PragmaTarget : FuzzTarget
{
    /* Each comma makes a string, and the array of them grows. */
    private const int AllocationPerByte = 64;
    private const int AllocationBesides = 1_024;

    public override string Name => "pragma";

    public override int MaxLength => 512;

    public override IReadOnlyList<byte[]> Seeds { get; } =
        Texts("No-cache", "MinConnTimeout=120", "No-cache, MinConnTimeout=14400", "MinConnTimeout=14401", "SessionId=2ba4c7be-25c5-4b54-94b2-b4a0b52b2ed2, MinConnTimeout=600");

    public override IReadOnlyList<byte[]> Words { get; } = Texts("MinConnTimeout=", "minconntimeout=", ",", "4294967295", "4294967297", "00120", "+120", " 120");

    public override ulong Run(byte[] input)
    {
        string?[] headers = [null, Encoding.Latin1.GetString(input)];
        long before = Allocated();
        uint timeout = PragmaDirectives.MinConnTimeout(headers);
        PromiseAllocated(before, AllocationBesides + (long)AllocationPerByte * input.Length);
        Promise(timeout is 0 or (>= 120_000 and <= 14_400_000), "a time-out is within its range, or none");
        return Outcome(timeout / 1_000);
    }
}
