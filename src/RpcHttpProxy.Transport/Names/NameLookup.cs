namespace RpcHttpProxy.Transport.Names;

/// <summary>One name that is looked up, for all who wait for it. Under the resolver's lock but for <see cref="Answer"/>.</summary>
internal sealed class NameLookup(string host)
{
    private readonly TaskCompletionSource<NameAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Host => host;

    /// <summary>Completes when the system has answered, which may be never.</summary>
    public Task<NameAnswer> Answer => _answer.Task;

    /// <summary>How many calls wait for it, by requester.</summary>
    public Dictionary<string, int> Callers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The requester whose share of the threads it uses; null while it waits for a thread.</summary>
    public string? RunsFor { get; set; }

    public void Complete(NameAnswer answer) => _answer.SetResult(answer);
}
