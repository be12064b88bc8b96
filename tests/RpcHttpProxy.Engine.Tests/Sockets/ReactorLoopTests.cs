using System.Collections.Concurrent;
using RpcHttpProxy.Engine.Sockets;

namespace RpcHttpProxy.Engine.Tests.Sockets;

/// <summary>A fault in the loop of a reactor, outside of all turns, is told, and stops neither that reactor nor another.</summary>
public sealed class ReactorLoopTests
{
    private const int Reactors = 3, Faults = 2;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_fault_in_the_loop_of_one_reactor_stops_none()
    {
        var time = new Faulty("reactor 1");
        var faults = new ConcurrentQueue<Exception>();
        EpollReactor[] reactors = [.. Enumerable.Range(0, Reactors).Select(i => new EpollReactor($"reactor {i}", time, faults.Enqueue, _ => { }))];
        await AllTurnAsync(reactors);
        time.Left = Faults;
        for (int i = 0; i <= Faults; i++)
        {
            await AllTurnAsync(reactors);
        }

        Array.ForEach(reactors, reactor => reactor.Dispose());
        Assert.Equal(Faults, faults.Count);
        Assert.All(faults, fault => Assert.IsType<InvalidTimeZoneException>(fault));
    }

    [Fact]
    public void A_fault_that_stays_does_not_keep_a_reactor_from_its_end()
    {
        var time = new Faulty("reactor");
        var faults = new ConcurrentQueue<Exception>();
        var reactor = new EpollReactor("reactor", time, faults.Enqueue, _ => { });
        time.Left = int.MaxValue;
        reactor.Post(static () => { });

        reactor.Dispose(); // waits for the thread

        int count = faults.Count;
        Assert.InRange(count, 0, 10);
        Assert.Equal(count, faults.Count);
    }

    private static Task AllTurnAsync(EpollReactor[] reactors) => Task.WhenAll(reactors.Select(async reactor =>
    {
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        reactor.Post(turn.SetResult);
        await turn.Task.WaitAsync(s_patience);
    }));

    /// <summary>The system's clock, which fails some times on one thread.</summary>
    private sealed class Faulty(string thread) : TimeProvider
    {
        private int _left;

        public int Left
        {
            set => Volatile.Write(ref _left, value);
        }

        public override long GetTimestamp()
        {
            if (Thread.CurrentThread.Name == thread && Volatile.Read(ref _left) > 0)
            {
                Interlocked.Decrement(ref _left);
                throw new InvalidTimeZoneException("a fault");
            }

            return System.GetTimestamp();
        }
    }
}
