using RpcHttpProxy.Core.Requests;
using Stateless;
using Stateless.Reflection;
using static RpcHttpProxy.Core.ProxyUse.ProxyUseState;
using static RpcHttpProxy.Core.ProxyUse.ProxyUseTrigger;

namespace RpcHttpProxy.Core.ProxyUse;

// [rpch 3.2.2/2] figure 23
// [rpch 3.2.2.5.1/1] in the state Wait, by the answer that came first
/// <summary>
/// Figure 23: does a client that knows an HTTP proxy need it to reach the RPC over HTTP proxy (3.2.2.4.1.1)? One instance a
/// determination, one owner at a time. The caller sends the echo requests and fires what becomes of them.
/// </summary>
/// <remarks>Drawn in <c>state-diagrams/ProxyUse.svg</c>; each cell of its table: <c>specs/machines/ProxyUse.md</c>.</remarks>
public sealed class ProxyUseDetermination
{
    /// <summary>The proxy use determination timer: always 200 ms in Windows (3.2.2.2.3, appendix note 29).</summary>
    public static readonly TimeSpan DefaultTimer = TimeSpan.FromMilliseconds(200);

    /// <summary>Deadline of Wait. Ours: without it a determination without any answer never ends.</summary>
    public static readonly TimeSpan DefaultDeadline = TimeSpan.FromSeconds(10);

    private readonly StateMachine<ProxyUseState, ProxyUseTrigger> _machine = new(Start, FiringMode.Queued);
    private readonly List<Request> _requests = [];

    /// <summary>A determination that hasn't begun.</summary>
    public ProxyUseDetermination(TimeSpan timer, TimeSpan deadline)
    {
        _machine.OnTransitioned(t => _requests.Add(
            new Request.Transitioned("ProxyUse", t.Source.ToString(), t.Trigger.ToString(), t.Destination.ToString())));

        // An answer or a failure that comes when the question is settled changes nothing.
        _machine.OnUnhandledTrigger((_, _) => { });

        _machine.Configure(Start)
            .Permit(SendBothEchoRequests, Wait)             // [rpch 3.2.2.4.1.1/2] echo requests both ways
            .Permit(SendDirectEchoRequest, Wait_DirectOnly);

        _machine.Configure(Wait)                                                            // 3.2.2.5.1
            .OnEntry(() => _requests.Add(new Request.SetTimer(TimerKind.ProxyUseDeadline, deadline)), "set deadline")
            .Permit(DirectResponse, Direct)                 // [rpch 3.2.2.5.1/2] the direct one: direct
            .Permit(HttpProxyResponse, Wait_Direct)         // [rpch 3.2.2.5.1/3] the other: the timer of 200 ms starts
            .Permit(DirectFailed, Wait_Indirect)
            .Permit(HttpProxyFailed, Wait_DirectOnly)
            .Permit(DeadlineElapsed, Failed);

        _machine.Configure(Wait_Direct)                                                     // 3.2.2.5.1, 3.2.2.6.3
            .OnEntry(() => _requests.Add(new Request.SetTimer(TimerKind.ProxyUse, timer)), "set proxy use determination timer")
            .Permit(DirectResponse, Direct)
            .Permit(TimeExpired, Indirect)                  // [rpch 3.2.2.6.3/1] indirect
            .Permit(DirectFailed, Indirect)
            .Ignore(DeadlineElapsed);

        _machine.Configure(Wait_Indirect)                                                   // ours
            .Permit(HttpProxyResponse, Indirect)
            .Permit(HttpProxyFailed, Failed)
            .Permit(DeadlineElapsed, Failed);

        _machine.Configure(Wait_DirectOnly)                                                 // ours
            .OnEntryFrom(
                SendDirectEchoRequest, () => _requests.Add(new Request.SetTimer(TimerKind.ProxyUseDeadline, deadline)), "set deadline")
            .Permit(DirectResponse, Direct)
            .Permit(DirectFailed, Failed)
            .Permit(DeadlineElapsed, Failed);

        foreach (ProxyUseState end in (ReadOnlySpan<ProxyUseState>)[Direct, Indirect, Failed])
        {
            _machine.Configure(end).OnEntry(CancelTimers, "cancel timers");
        }
    }

    /// <summary>Where the determination stands.</summary>
    public ProxyUseState State => _machine.State;

    /// <summary>True when it is settled.</summary>
    public bool IsSettled => State is Direct or Indirect or Failed;

    /// <summary>What the events since the last <see cref="ClearRequests"/> have asked for: transitions and timers.</summary>
    public IReadOnlyList<Request> Requests => _requests;

    internal StateMachineInfo Info => _machine.GetInfo();

    /// <summary>Processes an event. One that comes when the question is settled, or makes no difference, does nothing.</summary>
    public void Fire(ProxyUseTrigger trigger) => _machine.Fire(trigger);

    /// <summary>The owner has carried them out.</summary>
    public void ClearRequests() => _requests.Clear();

    // [rpch 3.2.2.5.1/4] the direct answer within 200 ms: direct, timer cancelled
    private void CancelTimers()
    {
        _requests.Add(new Request.CancelTimer(TimerKind.ProxyUse));
        _requests.Add(new Request.CancelTimer(TimerKind.ProxyUseDeadline));
    }
}
