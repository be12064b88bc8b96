namespace RpcHttpProxy.Transport.Sessions;

/// <summary>
/// Who may touch a channel's carrier besides its pump and its flusher: anybody, until it is released; the release waits for those that
/// are at it. No lock is held meanwhile, since what they touch may go on with the pump on the spot, the release included.
/// </summary>
internal sealed class CarrierLease
{
    private readonly Lock _lock = new();
    private int _users;
    private bool _isReleased;
    private TaskCompletionSource? _unused;

    /// <summary>True: the carrier is there until <see cref="Leave"/>.</summary>
    public bool TryEnter()
    {
        lock (_lock)
        {
            if (_isReleased)
            {
                return false;
            }

            _users++;
            return true;
        }
    }

    /// <summary>Gives back what <see cref="TryEnter"/> gave.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            if (--_users == 0)
            {
                _unused?.SetResult();
            }
        }
    }

    /// <summary>Lets nobody in any more; completes when nobody is left. Called once.</summary>
    public Task ReleaseAsync()
    {
        lock (_lock)
        {
            _isReleased = true;
            if (_users == 0)
            {
                return Task.CompletedTask;
            }

            _unused = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _unused.Task;
        }
    }
}
