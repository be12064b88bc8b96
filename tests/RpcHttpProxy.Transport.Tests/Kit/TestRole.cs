using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RpcHttpProxy.Core;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Client;
using RpcHttpProxy.Core.InboundProxy;
using RpcHttpProxy.Core.OutboundProxy;
using RpcHttpProxy.Core.Server;
using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.TestKit;
using RpcHttpProxy.Tracing;
using RpcHttpProxy.Transport.Channels;
using RpcHttpProxy.Transport.Sessions;

namespace RpcHttpProxy.Transport.Tests.Kit;

/// <summary>One role with a clock, an opener and peers that a test speaks for.</summary>
internal sealed class TestRole : IAsyncDisposable
{
    public static readonly ServerGrant Grant = new(new RpcRequestTarget("server", 6001));

    private readonly FaultLog _log = new();

    public TestRole(
        RoleName name, RoleHostOptions? options = null, ITraceSink? trace = null, Role? role = null, IChannelOpener? opener = null,
        ManualTime? time = null)
    {
        Time = time ?? new ManualTime();
        Host = new RoleHost(
            role ?? Of(name), options ?? new RoleHostOptions { Node = "test" }, opener ?? Opener, trace ?? NullTraceSink.Instance, Time, _log);
    }

    public ManualTime Time { get; }

    public ScriptedOpener Opener { get; } = new();

    public RoleHost Host { get; }

    public RoleSnapshot Counters => Host.Snapshot();

    /// <summary>Faults of ours that were logged.</summary>
    public IReadOnlyList<string> Faults => _log.Faults;

    public static Role Of(RoleName name) => name switch
    {
        RoleName.Client => new ClientRole(),
        RoleName.InboundProxy => new InboundProxyRole(new ProxyVariables()),
        RoleName.OutboundProxy => new OutboundProxyRole(new ProxyVariables()),
        _ => new ServerRole(new ServerVariables()),
    };

    /// <summary>A channel comes to this role.</summary>
    public (ScriptedPeer Peer, Task Run) Accept(ChannelLeg leg, ScriptedPeer? peer = null, string principal = ServerGrant.Anonymous, ServerGrant? grant = null, CancellationToken cancellation = default)
    {
        peer ??= new ScriptedPeer();
        var incoming = new IncomingChannel(
            peer.Carrier, leg, leg is ChannelLeg.ClientIn or ChannelLeg.ClientOut ? grant ?? Grant with { Principal = principal } : null, IPAddress.Loopback);
        return (peer, Task.Run(() => Host.RunAsync(incoming, cancellation), CancellationToken.None));
    }

    /// <summary>A client opens a connection.</summary>
    public Task<ISession> OpenAsync(Conn conn, CancellationToken cancellation = default) => Task.Run(
        () => Host.OpenAsync(new ClientConnection(conn.Cookie, conn.ChannelCookies(), new ClientVariables()), cancellation), CancellationToken.None);

    /// <summary>Waits, on the counters, for what other threads are about to do.</summary>
    public Task UntilAsync(Func<RoleSnapshot, bool> condition, string what) => Eventually.TrueAsync(() => condition(Counters), () => $"{what}: {Counters}");

    /// <summary>Nothing is left of anything: no row, no channel, no timer, no byte; nothing failed by a fault of ours.</summary>
    public async Task EndsCleanAsync()
    {
        await UntilAsync(counters => counters is { Rows: 0, LiveChannels: 0, RunningTimers: 0, QueuedBytes: 0 }, "something was left");
        Assert.Empty(Faults);
    }

    /// <summary>Stops the role; a test that failed may have left what only the clock ends.</summary>
    public async ValueTask DisposeAsync()
    {
        Task stopping = Host.DisposeAsync().AsTask();
        while (!stopping.IsCompleted)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await stopping;
    }

    private sealed class FaultLog : ILogger<RoleHost>
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> _faults = new();

        public IReadOnlyList<string> Faults => [.. _faults];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => NullLogger.Instance.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel >= LogLevel.Error)
            {
                _faults.Enqueue($"{logLevel}: {formatter(state, exception)} {exception}");
            }
        }
    }
}
