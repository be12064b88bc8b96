using RpcHttpProxy.Engine.Reactors;

namespace RpcHttpProxy.Hosting.Health;

/// <summary>Asks a reactor for a turn: one at a time, so that a reactor that hangs is not given ever more of them.</summary>
internal sealed class ReactorProbe(Reactor reactor)
{
    private readonly Lock _lock = new();
    private Task _asked = Task.CompletedTask;

    /// <summary>Completes in the reactor's next turn, or in the one that was asked for before and hasn't come.</summary>
    public Task AnsweredAsync()
    {
        lock (_lock)
        {
            if (_asked.IsCompleted)
            {
                var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _asked = answered.Task;
                reactor.Post(answered.SetResult);
            }

            return _asked;
        }
    }
}
