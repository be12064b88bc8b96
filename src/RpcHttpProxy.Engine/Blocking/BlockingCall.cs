using System.Diagnostics.CodeAnalysis;

namespace RpcHttpProxy.Engine.Blocking;

/// <summary>One call, for all who wait for it. Under the scheduler's lock but for <see cref="Run"/> and its result.</summary>
/// <param name="key">Calls of one key are made once; null for one of its own.</param>
internal abstract class BlockingCall(string? key)
{
    public string? Key => key;

    /// <summary>How many wait for it, by requester.</summary>
    public Dictionary<string, int> Callers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The requester whose share of the threads it uses; null while it waits for a thread.</summary>
    public string? RunsFor { get; set; }

    /// <summary>Whether it was given up at its deadline.</summary>
    public bool IsAbandoned { get; set; }

    /// <summary>Whether it has returned.</summary>
    public bool IsOver { get; set; }

    /// <summary>Makes the call; never throws.</summary>
    public abstract void Run();

    /// <summary>Gives its callers the result.</summary>
    public abstract void Complete();

    /// <summary>Gives its callers this instead of a result.</summary>
    public abstract void Fail(Exception exception);
}

/// <summary>A call with a result.</summary>
/// <param name="key">As for every call.</param>
/// <param name="call">What blocks.</param>
[SuppressMessage("Maintainability", "SA1402", Justification = "The same with a type argument.")]
internal sealed class BlockingCall<T>(string? key, Func<T> call) : BlockingCall(key)
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _result = default!;
    private Exception? _exception;

    /// <summary>Completes when the call has returned or was given up.</summary>
    public Task<T> Answer => _answer.Task;

    [SuppressMessage("Design", "CA1031", Justification = "Whatever it throws is its caller's; unhandled it would end the process.")]
    public override void Run()
    {
        try
        {
            _result = call();
        }
        catch (Exception e)
        {
            _exception = e;
        }
    }

    public override void Complete()
    {
        if (_exception is { } exception)
        {
            Fail(exception);
        }
        else
        {
            _answer.TrySetResult(_result);
        }
    }

    public override void Fail(Exception exception)
    {
        if (_answer.TrySetException(exception))
        {
            _ = _answer.Task.Exception; // seen, even if nobody waits any more
        }
    }
}
