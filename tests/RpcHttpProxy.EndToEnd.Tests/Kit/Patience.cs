namespace RpcHttpProxy.EndToEnd.Tests.Kit;

/// <summary>How long a test waits for anything: longer than a busy machine needs, and never longer.</summary>
internal static class Patience
{
    private static readonly TimeSpan s_glance = TimeSpan.FromMilliseconds(5);

    public static TimeSpan Limit { get; } = TimeSpan.FromSeconds(20);

    /// <summary>Waits until counters, which tell nobody when they change, are as expected; fails with what they are instead.</summary>
    public static Task UntilAsync(Func<bool> isThere, Func<string> otherwise, TimeSpan? limit = null) =>
        UntilAsync(() => Task.FromResult(isThere()), otherwise, limit);

    /// <summary>The same for counters of another process.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isThere, Func<string> otherwise, TimeSpan? limit = null)
    {
        using var late = new CancellationTokenSource(limit ?? Limit);
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
