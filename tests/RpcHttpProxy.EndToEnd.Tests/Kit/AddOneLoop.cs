using System.Diagnostics;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.EndToEnd.Tests.Kit;

/// <summary>A well-behaved client that calls AddOne again and again while others misbehave; every answer is checked and timed.</summary>
internal sealed class AddOneLoop : IAsyncDisposable
{
    /// <summary>Longer than a busy machine makes anybody wait; what is held up by somebody else's connection waits for a time-out, longer than this.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(5);     // leaves the machine to those it is about

    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _calling;
    private long _calls;
    private TimeSpan _slowest;

    public AddOneLoop(Func<uint, Task<uint>> addOne) => _calling = Task.Run(() => CallAsync(addOne));

    /// <summary>Calls that were answered.</summary>
    public long Calls => Volatile.Read(ref _calls);

    /// <summary>Waits for some more answers.</summary>
    public async Task AnswersAsync(int more = 3)
    {
        long until = Calls + more;
        await Eventually.TrueAsync(() => Calls >= until || _calling.IsCompleted, () => $"the neighbour was answered {Calls} times and no more");
        if (_calling.IsCompleted)
        {
            await _calling;
        }
    }

    /// <summary>Stops. Fails when an answer was lost, wrong or late.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _calling.WaitAsync(Patience.Limit);
        Assert.InRange(_slowest, TimeSpan.Zero, Bound);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _calling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task CallAsync(Func<uint, Task<uint>> addOne)
    {
        using var pace = new PeriodicTimer(s_pace);
        for (uint i = 0; !_stopping.IsCancellationRequested; i++)
        {
            long begun = Stopwatch.GetTimestamp();
            Assert.Equal(i + 1, await addOne(i).WaitAsync(Patience.Limit));
            TimeSpan taken = Stopwatch.GetElapsedTime(begun);
            _slowest = taken > _slowest ? taken : _slowest;
            Interlocked.Increment(ref _calls);
            await pace.WaitForNextTickAsync();
        }
    }
}
