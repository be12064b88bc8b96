using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.EndToEnd.Tests.Kit;

/// <summary>What this process holds at a moment. Only for tests that nothing runs beside.</summary>
internal readonly record struct Footprint(int Descriptors, long LiveBytes)
{
    private const int DescriptorsOfTheRuntime = 20;     // thread pool, timers, files it opens when it likes

    public static Footprint Now() => new(CountDescriptors(), CountLiveBytes());

    /// <summary>Waits until no more is held than now and a little; memory is counted after a full collection.</summary>
    public async Task AssertReturnedAsync(long memoryLeftBehind)
    {
        int before = Descriptors;
        await Eventually.TrueAsync(
            () => CountDescriptors() <= before + DescriptorsOfTheRuntime,
            () => $"{before} descriptors were open before, {CountDescriptors()} are now");
        Assert.InRange(CountLiveBytes() - LiveBytes, long.MinValue, memoryLeftBehind);
    }

    private static int CountDescriptors() => Directory.GetFiles("/proc/self/fd").Length;

    private static long CountLiveBytes()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
