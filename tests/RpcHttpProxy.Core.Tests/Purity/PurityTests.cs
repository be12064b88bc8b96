using System.Reflection;
using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Core.Tests.Purity;

/// <summary>Protocol and Core are calculations: no IO, no clock, no tasks, no threads, no logs, no chance go in or out.</summary>
/// <remarks>
/// <c>src/BannedSymbols.Pure.txt</c> tells who writes such a line what to use instead; it names single types and members. Here whole namespaces are held, in what
/// was compiled: what nobody thought of, and what a generator writes, too.
/// </remarks>
public class PurityTests
{
    private static readonly string[] _impure =
    [
        "System.Net.Sockets", "System.Net.Http", "System.IO.", "System.Console", "Microsoft.AspNetCore", "Microsoft.Extensions",
        "Serilog", "System.Threading.Tasks", "System.Threading.Thread.", "System.Threading.Timer", "System.Threading.Lock",
        "System.Threading.Monitor", "System.Threading.Channels", "System.Diagnostics.Stopwatch", "System.Diagnostics.Activity",
        "System.Diagnostics.Process", "System.DateTime.get_UtcNow", "System.DateTime.get_Now", "System.DateTime.get_Today",
        "System.DateTimeOffset.get_UtcNow", "System.DateTimeOffset.get_Now", "System.TimeProvider", "System.Random", "System.Environment",
        "System.Guid.NewGuid",
    ];

    private static readonly string[] _pureAllTheSame =
    [
        "System.Net.Sockets.AddressFamily",                                                 // an enum: IPv4 or IPv6, in ClientAddress
        "System.Environment", "System.Environment.get_CurrentManagedThreadId",              // what the compiler makes of yield return
    ];

    public static TheoryData<string> PureAssemblies => ["RpcHttpProxy.Protocol", "RpcHttpProxy.Core"];

    [Theory]
    [MemberData(nameof(PureAssemblies))]
    public void It_uses_nothing_that_does_IO_or_reads_a_clock(string name)
    {
        IEnumerable<string> uses = AssemblyUses.Of(Assembly.Load(name)).Except(_pureAllTheSame);
        Assert.DoesNotContain(uses, use => _impure.Any(impure => use.StartsWith(impure, StringComparison.Ordinal)));
    }

    [Fact]
    public void Dependencies_point_down_only()
    {
        Assert.Empty(OwnReferences(typeof(RtsPdu).Assembly));
        Assert.Equal(["RpcHttpProxy.Protocol"], OwnReferences(typeof(VirtualConnection).Assembly));
    }

    [Fact]
    public void The_one_thing_left_to_chance_is_a_new_cookie()
    {
        Assert.Contains("System.Security.Cryptography.RandomNumberGenerator", AssemblyUses.Of(typeof(RtsPdu).Assembly));
        Assert.DoesNotContain(AssemblyUses.Of(typeof(VirtualConnection).Assembly), use => use.Contains("Cryptography", StringComparison.Ordinal));
    }

    [Fact]
    public void The_inspection_finds_what_it_looks_for()
    {
        // Used here, so that the metadata of this assembly has them: a property, a method of a generic type, a static method.
        Assert.True(DateTime.UtcNow > DateTime.MinValue);
        Assert.True(ValueTask.FromResult(1).IsCompleted);
        Assert.True(System.Diagnostics.Stopwatch.GetTimestamp() > 0);

        IReadOnlySet<string> uses = AssemblyUses.Of(typeof(PurityTests).Assembly);
        Assert.Contains("System.DateTime.get_UtcNow", uses);
        Assert.Contains("System.Threading.Tasks.ValueTask`1.get_IsCompleted", uses);
        Assert.Contains("System.Diagnostics.Stopwatch.GetTimestamp", uses);
        Assert.Contains("RpcHttpProxy.Core.Inputs.Input.RtsReceived", uses);
    }

    private static string[] OwnReferences(Assembly assembly) =>
        [.. assembly.GetReferencedAssemblies().Select(reference => reference.Name!).Where(name => name.StartsWith("RpcHttpProxy", StringComparison.Ordinal))];
}
