namespace RpcHttpProxy.Hosting.Authentication;

/// <summary>One try to be somebody.</summary>
/// <param name="Wait">How long it is to wait for its turn; null when there is none for it.</param>
/// <param name="Time">The clock.</param>
internal readonly record struct Attempt(TimeSpan? Wait, TimeProvider Time)
{
    /// <summary>Waits for its turn; false when there is none.</summary>
    public async ValueTask<bool> MayGoOnAsync(CancellationToken cancellation)
    {
        if (Wait is { } some && some > TimeSpan.Zero)
        {
            await Task.Delay(some, Time, cancellation);
        }

        return Wait is not null;
    }
}
