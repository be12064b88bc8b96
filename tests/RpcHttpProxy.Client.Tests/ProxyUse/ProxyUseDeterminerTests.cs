using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Client.Tests.Use;

/// <summary>4.1 and 3.2.2.5.1, with a clock that moves when told and echoes that come when told.</summary>
public class ProxyUseDeterminerTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly ManualTime _time = new();
    private readonly TaskCompletionSource _direct = new();
    private readonly TaskCompletionSource _throughHttpProxy = new();

    // [rpch 3.2.2.4.1.1/3]
    [Fact]
    public async Task A_direct_answer_that_comes_first_settles_it()
    {
        Task<ProxyUseResult> running = Run();
        _time.Advance(TimeSpan.FromMilliseconds(3));
        _direct.SetResult();

        ProxyUseResult result = await running.WaitAsync(s_patience);
        Assert.Equal((ProxyUse.Direct, "the direct answer came first"), (result.Use, result.Why));
        Assert.Equal(
            [(0, "Start", "Wait"), (3, "Wait", "Direct")],
            result.Steps.Select(step => ((int)step.At.TotalMilliseconds, step.From, step.To)));
        Assert.Equal(0, _time.RunningTimers);
    }

    [Fact]
    public async Task A_direct_answer_within_200_ms_of_the_other_still_wins()
    {
        Task<ProxyUseResult> running = Run();
        await AnswerThroughHttpProxyAsync();
        _time.Advance(TimeSpan.FromMilliseconds(199));
        _direct.SetResult();

        ProxyUseResult result = await running.WaitAsync(s_patience);
        Assert.Equal(ProxyUse.Direct, result.Use);
        Assert.Contains("within 200 ms", result.Why, StringComparison.Ordinal);
        Assert.Equal(["Start", "Wait", "Wait_Direct"], result.Steps.Select(step => step.From));
    }

    [Fact]
    public async Task When_only_the_http_proxy_answers_it_is_indirect_after_200_ms()
    {
        Task<ProxyUseResult> running = Run();
        await AnswerThroughHttpProxyAsync();
        _time.Advance(TimeSpan.FromMilliseconds(199));
        Assert.False(running.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        ProxyUseResult result = await running.WaitAsync(s_patience);
        Assert.Equal(ProxyUse.Indirect, result.Use);
        Assert.Equal(200, result.Steps[^1].At.TotalMilliseconds);
    }

    [Fact]
    public async Task A_direct_echo_that_fails_needs_no_waiting()
    {
        Task<ProxyUseResult> running = Run();
        await AnswerThroughHttpProxyAsync();
        _direct.SetException(new RpcHttpException("refused"));

        ProxyUseResult result = await running.WaitAsync(s_patience);
        Assert.Equal((ProxyUse.Indirect, 0.0), (result.Use, result.Steps[^1].At.TotalMilliseconds));
    }

    [Fact]
    public async Task When_both_echoes_fail_there_is_no_way()
    {
        Task<ProxyUseResult> running = Run();
        _throughHttpProxy.SetException(new RpcHttpException("502 Bad Gateway"));
        _direct.SetException(new RpcHttpException("refused"));

        ProxyUseResult result = await running.WaitAsync(s_patience);
        Assert.Equal((ProxyUse.Unreachable, "every echo failed"), (result.Use, result.Why));
        Assert.Contains(result.Steps, step => step.What.Contains("502 Bad Gateway", StringComparison.Ordinal));
    }

    [Fact]
    public async Task When_nobody_answers_the_deadline_ends_it()
    {
        Task<ProxyUseResult> running = Run();
        _time.Advance(TimeSpan.FromSeconds(9.999));
        Assert.False(running.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        ProxyUseResult result = await running.WaitAsync(s_patience);
        Assert.Equal((ProxyUse.Unreachable, "no answer within 10 s"), (result.Use, result.Why));
    }

    [Fact]
    public async Task Without_an_http_proxy_the_direct_echo_decides_alone()
    {
        Task<ProxyUseResult> running = new ProxyUseDeterminer(Echo(_direct), null) { Time = _time }.RunAsync();
        _direct.SetResult();

        ProxyUseResult result = await running.WaitAsync(s_patience);
        Assert.Equal((ProxyUse.Direct, 2), (result.Use, result.Steps.Count));
    }

    [Fact]
    public async Task Cancelling_gives_up_and_leaves_no_timer()
    {
        using CancellationTokenSource cancellation = new();
        Task<ProxyUseResult> running = Run(cancellation.Token);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.WaitAsync(s_patience));
        Assert.Equal(0, _time.RunningTimers);
    }

    private Task<ProxyUseResult> Run(CancellationToken cancellation = default) =>
        new ProxyUseDeterminer(Echo(_direct), Echo(_throughHttpProxy)) { Time = _time }.RunAsync(cancellation);

    /// <summary>The answer is in when the machine has set the 200 ms timer beside the deadline.</summary>
    private Task AnswerThroughHttpProxyAsync()
    {
        _throughHttpProxy.SetResult();
        return Eventually.TrueAsync(() => _time.RunningTimers >= 2, () => $"{_time.RunningTimers} timers are set");
    }

    private static Func<CancellationToken, Task> Echo(TaskCompletionSource source) => token => source.Task.WaitAsync(token);
}
