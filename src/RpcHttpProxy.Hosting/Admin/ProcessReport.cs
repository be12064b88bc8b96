using System.Diagnostics;
using System.Reflection;

namespace RpcHttpProxy.Hosting.Admin;

/// <summary>What the process is, and holds.</summary>
/// <param name="Version">The program's version, as it tells it itself.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="OpenDescriptors">Open files and sockets; null where the system doesn't tell.</param>
/// <param name="DescriptorLimit">How many there may be.</param>
/// <param name="ManagedHeapBytes">Bytes on the managed heap, garbage included.</param>
/// <param name="AllocatedBytes">Bytes ever allocated on the managed heap.</param>
/// <param name="WorkingSetBytes">Bytes of physical memory.</param>
internal sealed record ProcessReport(
    string? Version, DateTimeOffset StartedAt, int? OpenDescriptors, long? DescriptorLimit, long ManagedHeapBytes, long AllocatedBytes, long WorkingSetBytes)
{
    private static readonly string? s_version = Assembly.GetEntryAssembly()?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
    private static readonly DateTimeOffset s_startedAt = StartOfProcess();

    // GC.GetTotalMemory subtracts counts that aren't taken at one moment: during a collection it has come out below zero.
    public static ProcessReport Now() => new(
        s_version, s_startedAt, Descriptors.DescriptorLimit.Open, Descriptors.DescriptorLimit.Current, Math.Max(0, GC.GetTotalMemory(forceFullCollection: false)),
        GC.GetTotalAllocatedBytes(precise: true), Environment.WorkingSet);

    private static DateTimeOffset StartOfProcess()
    {
        using var process = Process.GetCurrentProcess();
        return new DateTimeOffset(process.StartTime.ToUniversalTime());
    }
}
