using System.Globalization;
using System.Threading.Channels;
using RpcHttpProxy.Core;
using RpcHttpProxy.Core.ProxyUse;
using RpcHttpProxy.Core.Requests;
using static RpcHttpProxy.Core.ProxyUse.ProxyUseTrigger;

namespace RpcHttpProxy.Client;

/// <summary>One determination under way: brings what happens to the machine, one event at a time, and starts the timers it asks for.</summary>
internal sealed class ProxyUseRun : IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _timer;
    private readonly TimeSpan _deadline;
    private readonly long _start;
    private readonly ProxyUseDetermination _machine;
    private readonly Channel<Event> _events = Channel.CreateUnbounded<Event>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Dictionary<TimerKind, ITimer> _running = [];
    private readonly List<ProxyUseStep> _story = [];
    private readonly HashSet<ProxyUseTrigger> _happened = [];

    public ProxyUseRun(TimeProvider time, TimeSpan timer, TimeSpan deadline)
    {
        (_time, _timer, _deadline) = (time, timer, deadline);
        _start = time.GetTimestamp();
        _machine = new ProxyUseDetermination(timer, deadline);
    }

    /// <summary>Sends one echo request and posts what becomes of it. Never faults.</summary>
    public async Task WatchAsync(
        Func<CancellationToken, Task> echo, ProxyUseTrigger answered, ProxyUseTrigger failed, CancellationToken cancellation)
    {
        try
        {
            await echo(cancellation);
            Post(answered, answered == DirectResponse ? "the direct echo was answered" : "the echo through the HTTP proxy was answered");
        }
        catch (OperationCanceledException)
        {
            // The question is settled, or the caller gave up.
        }
        catch (RpcHttpException exception)
        {
            string which = failed == DirectFailed ? "the direct echo" : "the echo through the HTTP proxy";
            Post(failed, $"{which} failed: {exception.Message}");
        }
    }

    /// <summary>Begins, and takes events until the question is settled.</summary>
    public async Task<ProxyUseResult> UntilSettledAsync(ProxyUseTrigger begin, CancellationToken cancellation)
    {
        Take(new Event(begin, _start, begin == SendBothEchoRequests
            ? "echo requests go out, directly and through the HTTP proxy"
            : "an echo request goes out directly; no HTTP proxy is known"));
        while (!_machine.IsSettled)
        {
            Take(await _events.Reader.ReadAsync(cancellation));
        }

        return new ProxyUseResult(Use, Why, _story);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ITimer timer in _running.Values)
        {
            await timer.DisposeAsync();
        }
    }

    private ProxyUse Use => _machine.State switch
    {
        ProxyUseState.Direct => ProxyUse.Direct,
        ProxyUseState.Indirect => ProxyUse.Indirect,
        _ => ProxyUse.Unreachable,
    };

    private string Why => Use switch
    {
        ProxyUse.Direct when Happened(HttpProxyResponse) => $"the direct answer came within {Text(_timer)} of the one through the HTTP proxy",
        ProxyUse.Direct => "the direct answer came first",
        ProxyUse.Indirect when Happened(TimeExpired) =>
            $"only the HTTP proxy answered; no direct answer came within {Text(_timer)} of it",
        ProxyUse.Indirect => "only the HTTP proxy answered; the direct echo failed",
        _ when Happened(DeadlineElapsed) => $"no answer within {Text(_deadline)}",
        _ => "every echo failed",
    };

    private bool Happened(ProxyUseTrigger trigger) => _happened.Contains(trigger);

    private void Post(ProxyUseTrigger trigger, string what) => _events.Writer.TryWrite(new Event(trigger, _time.GetTimestamp(), what));

    private void Take(Event taken)
    {
        string from = _machine.State.ToString();
        _machine.Fire(taken.Trigger);
        _happened.Add(taken.Trigger);
        _story.Add(new ProxyUseStep(_time.GetElapsedTime(_start, taken.At), taken.What, from, _machine.State.ToString()));

        foreach (Request request in _machine.Requests)
        {
            Apply(request);
        }

        _machine.ClearRequests();
    }

    private void Apply(Request request)
    {
        switch (request)
        {
            case Request.SetTimer { Timer: TimerKind.ProxyUse } set:
                Start(set, TimeExpired, $"{Text(set.Due)} have passed without a direct answer");
                break;
            case Request.SetTimer set:
                Start(set, DeadlineElapsed, $"{Text(set.Due)} have passed without an answer");
                break;
            case Request.CancelTimer cancel when _running.Remove(cancel.Timer, out ITimer? timer):
                timer.Dispose();
                break;
        }
    }

    private void Start(Request.SetTimer set, ProxyUseTrigger elapsed, string what) =>
        _running[set.Timer] = _time.CreateTimer(_ => Post(elapsed, what), null, set.Due, Timeout.InfiniteTimeSpan);

    private static string Text(TimeSpan span) => span < TimeSpan.FromSeconds(1)
        ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds:0} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.###} s");

    private readonly record struct Event(ProxyUseTrigger Trigger, long At, string What);
}
