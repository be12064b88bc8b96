namespace RpcHttpProxy.Simulation.Clockwork;

/// <summary>Waiting in virtual time.</summary>
internal static class Pause
{
    /// <summary>Completes after so many virtual microseconds.</summary>
    public static Task Of(this EventQueue agenda, Actor actor, long microseconds)
    {
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        agenda.In(microseconds, actor, () => over.TrySetResult());
        return over.Task;
    }
}
