using System.Net;
using Microsoft.Extensions.Logging;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Engine.Reactors;
using RpcHttpProxy.Tracing;
using RpcHttpProxy.Transport.Channels;
using RpcHttpProxy.Transport.Sessions;

namespace RpcHttpProxy.Simulation.Parties;

/// <summary>A role on a node: the production code's host, and the channels it was given to carry.</summary>
internal sealed class Node
{
    // The slowest wires here carry some hundred bytes a second: an ended channel gets the time to be read to its end, so that seeds that
    // fail tell of something else than of a network too slow for the five seconds of the default (seed 1117).
    private static readonly TimeSpan s_linger = TimeSpan.FromMinutes(10);

    private readonly List<Task> _carried = [];

    public Node(string name, Role role, uint receiveWindow, IChannelOpener opener, ITraceSink trace, TimeProvider time, ILogger<RoleHost> logger)
    {
        Name = name;
        var options = new RoleHostOptions
        {
            Node = name,
            Reactors = new ReactorSet(new InlineReactor(time, e => throw new InvalidOperationException("A turn has failed.", e), isHandedOver: false)),
            LingerTimeout = s_linger,
            MaxWaitingBytes = RoleHostOptions.WaitingBytesFor(receiveWindow),
        };
        Host = new RoleHost(role, options, opener, trace, time, logger);
    }

    public string Name { get; }

    public RoleHost Host { get; }

    /// <summary>Channels whose carrying hasn't come to its end.</summary>
    public int Carried => _carried.Count(task => !task.IsCompleted);

    /// <summary>Somebody opened a channel to this node.</summary>
    public void Accept(IChannelTransport end, ChannelLeg leg, ServerGrant? grant, long contentLength = 0) =>
        _carried.Add(Host.RunAsync(new IncomingChannel(end, leg, grant, IPAddress.Loopback) { ContentLength = contentLength }));
}
