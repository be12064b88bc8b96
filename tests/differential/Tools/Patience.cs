using System.Diagnostics;

namespace RpcHttpProxy.Differential.Tests.Tools;

/// <summary>How long anything is waited for.</summary>
internal static class Patience
{
    private static readonly TimeSpan s_glance = TimeSpan.FromMilliseconds(3);

    /// <summary>For whatever must come: longer than a busy machine needs.</summary>
    public static TimeSpan Limit { get; } = TimeSpan.FromSeconds(15);

    /// <summary>For what must not come where no later exchange could show that it hasn't: an answer to half a request, say.</summary>
    public static TimeSpan Quiet { get; } = TimeSpan.FromMilliseconds(500);

    /// <summary>For what both builds are to agree on once everything is over: counters, traces.</summary>
    public static TimeSpan Settling { get; } = TimeSpan.FromSeconds(3);

    /// <summary>For telling a race from a difference by running both again; each is run once more in any case.</summary>
    public static TimeSpan Judging { get; } = TimeSpan.FromMinutes(1);

    /// <summary>Looks again and again; false when the limit passes first.</summary>
    public static async Task<bool> UntilAsync(Func<Task<bool>> isSo, TimeSpan limit)
    {
        long begun = Stopwatch.GetTimestamp();
        using var glances = new PeriodicTimer(s_glance);
        while (!await isSo())
        {
            if (Stopwatch.GetElapsedTime(begun) > limit)
            {
                return false;
            }

            await glances.WaitForNextTickAsync();
        }

        return true;
    }
}
