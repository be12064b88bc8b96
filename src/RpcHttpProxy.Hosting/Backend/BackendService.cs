using System.Net;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RpcHttpProxy.Core;
using RpcHttpProxy.Core.Server;
using RpcHttpProxy.Edge.Limits;
using RpcHttpProxy.Hosting.Engine;
using RpcHttpProxy.Hosting.Limits;
using RpcHttpProxy.Hosting.Tracing;
using RpcHttpProxy.Tracing;
using RpcHttpProxy.Transport.Channels;
using RpcHttpProxy.Transport.Sessions;
using RpcHttpProxy.Transport.Sockets;

namespace RpcHttpProxy.Hosting.Backend;

/// <summary>The servers of this process, one a listening port.</summary>
internal sealed class BackendService : IHostedService, IAsyncDisposable
{
    private readonly BackendEndpoint[] _endpoints;
    private readonly BackendTls? _tls;

    public BackendService(
        IOptions<BackendOptions> options, TraceSinks traces, ConnectionQuota connections, SocketQuota serviceSockets, AcceptFailures failures,
        EngineReactors reactors, RejectionLog rejections, TimeProvider time, ILoggerFactory loggers)
    {
        BackendOptions backend = options.Value;
        connections.Max = backend.MaxConnections ?? int.MaxValue;
        ITraceSink trace = traces.Open(TraceRoles.Server);
        var variables = new ServerVariables
        {
            ReceiveWindowSize = (uint)backend.ReceiveWindowSize,
            OutChannelReserve = (uint)backend.OutChannelReserve,
            RecyclingTimeout = backend.RecyclingTimeout,
            SetupTimeout = backend.SetupTimeout,
            AcknowledgmentGrace = backend.AcknowledgmentGrace,
        };
        var hosting = new RoleHostOptions
        {
            Node = traces.Node,
            Reactors = reactors.Set,
            MaxWaitingBytes = RoleHostOptions.WaitingBytesFor(variables.ReceiveWindowSize),
            FirstPduTimeout = backend.FirstPduTimeout,
            ConnectTimeout = backend.ConnectTimeout,
            LingerTimeout = backend.LingerTimeout,
        };
        _tls = backend.Tls.Certificate is null ? null : new BackendTls(backend.Tls, backend.FirstPduTimeout, time, loggers);
        _endpoints = [.. backend.Endpoints.Select(Make)];

        BackendEndpoint Make(BackendEndpointOptions endpoint)
        {
            if (!ListenAddress.TryParse(endpoint.Listen, out IPEndPoint? address)
                || !BackendServiceName.TryParse(endpoint.Service, out BackendServiceName? service))
            {
                throw new FormatException($"'{endpoint.Listen}' with service '{endpoint.Service}' is no endpoint.");
            }

            ConnectsElsewhere |= service.Server is not null;
            var opener = new ServiceOpener(service, new TcpDialer(hosting.ConnectTimeout, time, sockets: serviceSockets, reactors: reactors.Set), time, loggers.CreateLogger<ServiceOpener>());
            var host = new RoleHost(new ServerRole(variables), hosting, opener, trace, time, loggers.CreateLogger<RoleHost>());
            return new BackendEndpoint(address, service.ToString(), host, _tls, connections, failures, reactors.Set, rejections, time, loggers.CreateLogger<BackendEndpoint>());
        }
    }

    /// <summary>Where they listen, once started, in the options' order.</summary>
    public IReadOnlyList<IPEndPoint> EndPoints => [.. _endpoints.Select(endpoint => endpoint.EndPoint)];

    /// <summary>Whether a service is reached by a connection.</summary>
    public bool ConnectsElsewhere { get; private set; }

    public IReadOnlyList<RoleHost> Hosts => [.. _endpoints.Select(endpoint => endpoint.Host)];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (BackendEndpoint endpoint in _endpoints)
        {
            endpoint.Start();
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_endpoints.Select(endpoint => endpoint.StopAsync(cancellationToken)));

    public async ValueTask DisposeAsync()
    {
        foreach (BackendEndpoint endpoint in _endpoints)
        {
            await endpoint.DisposeAsync();
        }

        _tls?.Dispose();
    }
}
