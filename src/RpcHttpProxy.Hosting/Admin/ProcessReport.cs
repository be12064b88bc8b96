namespace RpcHttpProxy.Hosting.Admin;

/// <summary>What the process itself holds.</summary>
/// <param name="OpenDescriptors">Open files and sockets; null where the system doesn't tell.</param>
/// <param name="DescriptorLimit">How many there may be.</param>
/// <param name="ManagedHeapBytes">Bytes on the managed heap, garbage included.</param>
/// <param name="AllocatedBytes">Bytes ever allocated on the managed heap.</param>
/// <param name="WorkingSetBytes">Bytes of physical memory.</param>
internal sealed record ProcessReport(
    int? OpenDescriptors, long? DescriptorLimit, long ManagedHeapBytes, long AllocatedBytes, long WorkingSetBytes)
{
    // GC.GetTotalMemory subtracts counts that aren't taken at one moment: during a collection it has come out below zero.
    public static ProcessReport Now() => new(
        Descriptors.DescriptorLimit.Open, Descriptors.DescriptorLimit.Current, Math.Max(0, GC.GetTotalMemory(forceFullCollection: false)),
        GC.GetTotalAllocatedBytes(precise: true), Environment.WorkingSet);
}
