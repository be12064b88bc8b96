namespace RpcHttpProxy.Edge.Authentication;

/// <summary>
/// What <see cref="LoginThrottle"/> decided on one authentication attempt. An allowed one holds its place until its outcome is reported;
/// disposed of without an outcome, it was not looked at.
/// </summary>
internal sealed class ThrottleDecision : IDisposable
{
    private Action<bool?>? _report;

    private ThrottleDecision(TimeSpan retryAfter, Action<bool?>? report)
    {
        IsAllowed = report is not null;
        RetryAfter = retryAfter;
        _report = report;
    }

    /// <summary>Its turn has come: look at it. False: reject it without verification.</summary>
    public bool IsAllowed { get; }

    /// <summary>When rejected: how far off its turn is.</summary>
    public TimeSpan RetryAfter { get; }

    /// <summary>Its turn has come.</summary>
    public static ThrottleDecision Allow(Action<bool?> report) => new(TimeSpan.Zero, report);

    /// <summary>Its turn is too far off.</summary>
    public static ThrottleDecision Reject(TimeSpan retryAfter) => new(retryAfter, null);

    /// <summary>The credentials were right.</summary>
    public void Succeed() => Report(true);

    /// <summary>The credentials were wrong.</summary>
    public void Fail() => Report(false);

    /// <inheritdoc/>
    public void Dispose() => Report(null);

    private void Report(bool? isRight)
    {
        _report?.Invoke(isRight);
        _report = null;
    }
}
