namespace RpcHttpProxy.Attacks.Tests.Kit;

/// <summary>How long an attack waits for anything: longer than a busy machine needs, and never longer.</summary>
internal static class Patience
{
    private static readonly TimeSpan s_glance = TimeSpan.FromMilliseconds(20);

    public static TimeSpan Limit { get; } = TimeSpan.FromSeconds(20);

    /// <summary>What is served at once, on a machine that others use, too: a program that makes clients wait takes longer.</summary>
    public static TimeSpan AtOnce { get; } = TimeSpan.FromSeconds(8);

    public static Task UntilAsync(Func<bool> isThere, Func<string> otherwise, TimeSpan? limit = null) =>
        UntilAsync(() => Task.FromResult(isThere()), otherwise, limit);

    /// <summary>Waits until what can only be looked at is as expected; fails with what it is instead.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isThere, Func<string> otherwise, TimeSpan? limit = null) =>
        Assert.True(await ComesAsync(isThere, limit ?? Limit), otherwise());

    /// <summary>Whether that comes within the limit.</summary>
    public static async Task<bool> ComesAsync(Func<Task<bool>> isThere, TimeSpan limit)
    {
        using var late = new CancellationTokenSource(limit);
        using var glances = new PeriodicTimer(s_glance);
        while (!await isThere())
        {
            try
            {
                await glances.WaitForNextTickAsync(late.Token);
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }

        return true;
    }
}
