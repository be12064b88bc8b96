using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RpcHttpProxy.Engine.Reactors;
using RpcHttpProxy.Engine.Sockets;
using RpcHttpProxy.Transport;

namespace RpcHttpProxy.Hosting.Engine;

/// <summary>The reactors of this process, which all its roles share.</summary>
internal sealed class EngineReactors : IDisposable
{
    /* Ours: while code is still being compiled, turns are slow that won't be later. */
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(30);

    private readonly Reactor[] _reactors;
    private readonly ILogger _logger;

    /// <summary>Starts them.</summary>
    public EngineReactors(IOptions<EngineOptions> options, TimeProvider time, ILogger<EngineReactors> logger)
    {
        _logger = logger;

        // A clock that somebody sets by hand can't end epoll's wait.
        var throttle = new LogThrottle(time);
        var faults = new LogThrottle(time, LogThrottle.LinesOfAKind);
        long begun = time.GetTimestamp();
        bool isEpoll = options.Value.Carrier is { } carrier
            ? carrier == EngineCarrier.Epoll
            : EpollReactor.IsSupported && time == TimeProvider.System;
        _reactors = [.. Enumerable.Range(1, options.Value.Reactors ?? ReactorSet.DefaultCount).Select(Make)];
        Set = new ReactorSet(_reactors);
        Carrier = isEpoll ? EngineCarrier.Epoll : EngineCarrier.Sockets;

        Reactor Make(int number) => isEpoll
            ? new EpollReactor($"reactor {number}", time, Fault, taken => Slow(number, taken))
            : new InlineReactor(time, Fault);
        void Slow(int number, TimeSpan taken)
        {
            if (time.GetElapsedTime(begun) > s_warmUp && throttle.TryPass(out KeptBack keptBack))
            {
                Log.SlowTurn(logger, number, taken.TotalMilliseconds, keptBack);
            }
        }

        void Fault(Exception fault)
        {
            if (faults.TryPass(out KeptBack keptBack))
            {
                Log.ReactorFault(logger, fault, keptBack);
            }
        }
    }

    /// <summary>Who waits for sockets.</summary>
    public EngineCarrier Carrier { get; }

    /// <summary>All of them.</summary>
    public ReactorSet Set { get; }

    /// <summary>Tells the log what carries the connections of a process that listens by now.</summary>
    public void Announce() => Log.EngineStarted(_logger, Carrier, _reactors.Length);

    public void Dispose()
    {
        foreach (IDisposable reactor in _reactors.OfType<IDisposable>())
        {
            reactor.Dispose();
        }
    }
}
