using Xunit;

namespace RpcHttpProxy.TestKit;

/// <summary>Waits for what others are about to do and tell nobody: looks again and again.</summary>
public static class Eventually
{
    private static readonly TimeSpan s_glance = TimeSpan.FromMilliseconds(2);

    /// <summary>How long a test waits for anything: longer than a busy machine needs, and never longer.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(20);

    /// <summary>Waits until <paramref name="isThere"/>; fails with what there is instead.</summary>
    public static Task TrueAsync(Func<bool> isThere, Func<string> otherwise, TimeSpan? limit = null) =>
        TrueAsync(() => Task.FromResult(isThere()), otherwise, limit);

    /// <summary>The same for what has to be asked for.</summary>
    public static async Task TrueAsync(Func<Task<bool>> isThere, Func<string> otherwise, TimeSpan? limit = null)
    {
        using var late = new CancellationTokenSource(limit ?? Patience);
        using var glances = new PeriodicTimer(s_glance);
        while (!await isThere())
        {
            try
            {
                await glances.WaitForNextTickAsync(late.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail(otherwise());
            }
        }
    }
}
