namespace RpcHttpProxy.Edge.Authentication;

/// <summary>
/// The failures of one address, one user, or one user at one address, and the attempts under way, each of which may become one. Guarded by
/// the lock of <see cref="LoginThrottle"/>.
/// </summary>
/// <param name="longestDelay">How far apart two attempts get at most.</param>
internal sealed class FailureRecord(TimeSpan longestDelay)
{
    /* Ours: people mistype, and three failures slow no one. */
    private const int FreeFailures = 3;
    private static readonly TimeSpan s_firstDelay = TimeSpan.FromMilliseconds(250);

    /* Ours: a password takes a tenth of a second, so that these wait for some seconds at most. All of them wake whenever one attempt ends. */
    private const int MaxWaiting = 64;

    private TaskCompletionSource? _settled;
    private int _pending;
    private int _waiting;

    /// <summary>Failures since the last quiet time.</summary>
    public int Count { get; private set; }

    /// <summary>When the latest was.</summary>
    public TimeSpan LastAt { get; private set; }

    /// <summary>Before this no attempt is looked at.</summary>
    public TimeSpan NextAt { get; private set; }

    /// <summary>
    /// No delay is due yet, but would be if all attempts under way failed: the next one waits for the outcome of one of them. So guesses made at
    /// once get no more than guesses made one after another, and logins that are right are not slowed by each other.
    /// </summary>
    public bool IsFull => Count <= FreeFailures && Count + _pending > FreeFailures;

    /// <summary>Whether one more may wait for an outcome.</summary>
    public bool HasRoomToWait => _waiting < MaxWaiting;

    /// <summary>Whether attempts wait for it.</summary>
    public bool IsSlowed => Count > FreeFailures;

    /// <summary>Nothing failed and nothing is under way: it need not be kept.</summary>
    public bool IsClean => Count == 0 && _pending == 0;

    /// <summary>Nothing is under way, and the latest failure is longer ago than that.</summary>
    public bool IsOlderThan(TimeSpan age, TimeSpan now) => _pending == 0 && now - LastAt >= age;

    /// <summary>An attempt takes its turn at <paramref name="due"/>; the next turn is as far behind as if it failed.</summary>
    public void Reserve(TimeSpan due)
    {
        _pending++;
        if (Count > FreeFailures)
        {
            NextAt = due + DelayAfter(Count + _pending);
        }
    }

    /// <summary>An attempt has failed.</summary>
    public void Fail(TimeSpan now)
    {
        Count++;
        LastAt = now;
        if (Count == FreeFailures + 1)
        {
            NextAt = now + DelayAfter(Count);
        }

        Release();
    }

    /// <summary>An attempt was right, or was not looked at.</summary>
    public void Release()
    {
        _pending--;
        Settle();
    }

    /// <summary>So many failures count no more.</summary>
    public void Forgive(int failures)
    {
        Count = Math.Max(0, Count - failures);
        if (Count <= FreeFailures)
        {
            NextAt = TimeSpan.Zero;
        }

        Settle();
    }

    /// <summary>Ends when an attempt has ended; <see cref="EndWait"/> follows.</summary>
    public Task BeginWait()
    {
        _waiting++;
        _settled ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _settled.Task;
    }

    /// <summary>One waits no more.</summary>
    public void EndWait() => _waiting--;

    private TimeSpan DelayAfter(int failures)
    {
        TimeSpan delay = s_firstDelay * Math.Pow(2, Math.Min(failures - FreeFailures - 1, 16));
        return delay < longestDelay ? delay : longestDelay;
    }

    private void Settle()
    {
        _settled?.SetResult();
        _settled = null;
    }
}
