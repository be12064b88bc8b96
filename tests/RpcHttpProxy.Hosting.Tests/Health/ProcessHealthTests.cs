using RpcHttpProxy.Engine.Blocking;
using RpcHttpProxy.Engine.Reactors;
using RpcHttpProxy.Hosting.Health;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Hosting.Tests.Health;

public sealed class ProcessHealthTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(10);

    private readonly ManualTime _time = new();
    private readonly ManualResetEventSlim _return = new();
    private readonly SemaphoreSlim _hangs = new(0);
    private readonly BlockingScheduler _calls;

    public ProcessHealthTests() => _calls = new BlockingScheduler(
        "oracles",
        new BlockingBounds { Threads = 1, ThreadsPerRequester = 1, CallsPerRequester = 1, Waiting = 1, Deadline = s_deadline, MaxAbandoned = 1 }, _time);

    public void Dispose()
    {
        _return.Set();
        _calls.Dispose();
        _hangs.Dispose();
    }

    [Fact]
    public async Task A_process_whose_reactors_take_turns_is_well() => Assert.Null(await Of(new InlineReactor(_time, _ => { })).FaultAsync());

    [Fact]
    public async Task One_with_a_kind_of_call_that_hangs_altogether_is_not_and_says_which()
    {
        ProcessHealth health = Of(new InlineReactor(_time, _ => { }));
        Task hanging = _calls.RunAsync(Hang, "alice", CancellationToken.None);
        Assert.True(await _hangs.WaitAsync(s_patience));
        Assert.Null(await health.FaultAsync());

        _time.Advance(s_deadline);

        await Assert.ThrowsAsync<TimeoutException>(() => hanging);
        Assert.Equal("1 oracles hang", await health.FaultAsync());
        Assert.Equal(new BlockingReport(0, 1, 0, 1, 1), health.Report()["oracles"]);
    }

    [Fact]
    public async Task One_with_a_reactor_that_hangs_is_not()
    {
        var reactor = new InlineReactor(_time, _ => { });
        ProcessHealth health = Of(reactor);
        Task stuck = Task.Factory.StartNew(
            () => reactor.Post(() => Hang()), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Assert.True(await _hangs.WaitAsync(s_patience));

        Task<string?> asking = health.FaultAsync();
        Assert.False(asking.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("a reactor does not answer", await asking.WaitAsync(s_patience));

        _return.Set();
        await stuck;
        Assert.Null(await health.FaultAsync().WaitAsync(s_patience));
    }

    private ProcessHealth Of(Reactor reactor) =>
        new(new Dictionary<string, BlockingScheduler> { ["oracles"] = _calls }, new ReactorSet([reactor]), _time);

    private int Hang()
    {
        _hangs.Release();
        _return.Wait();
        return 0;
    }
}
