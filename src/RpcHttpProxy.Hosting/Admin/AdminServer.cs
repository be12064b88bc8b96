using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RpcHttpProxy.Edge.Limits;
using RpcHttpProxy.Hosting.Limits;
using RpcHttpProxy.Transport.Sockets;

namespace RpcHttpProxy.Hosting.Admin;

/// <summary>
/// Serves <c>/health</c>, <c>/counters</c> and, of proxies, <c>/throttled</c>. A server of its own rather than an endpoint of the public one, so that no routing mistake
/// can publish it.
/// </summary>
internal sealed class AdminServer : IHostedService, IAsyncDisposable
{
    /* Ours: for a request's head, for silence, and for reading an answer. What is asked here is short. */
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(15);

    /* Ours: a name of a user is some hundred bytes. */
    private const int MaxHeadPart = 4_096;

    private readonly WebApplication _app;
    private readonly MalformedRequests _malformed;
    private readonly IPEndPoint _address;
    private readonly ILogger _logger;

    public AdminServer(
        IPEndPoint address, AdminView view, LimitCounters counters, RejectionLog rejections, UnreadResponses unread, AcceptFailures failures, TimeProvider time,
        ILogger<AdminServer> logger)
    {
        _address = address;
        _logger = logger;
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, NoHostLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.ReadFields();
            kestrel.Limits.RequestHeadersTimeout = s_timeout;
            kestrel.Limits.KeepAliveTimeout = s_timeout;
            kestrel.Limits.MaxRequestLineSize = kestrel.Limits.MaxRequestHeadersTotalSize = MaxHeadPart;
            kestrel.Listen(new PlainEndPoint(address), endpoint =>
            {
                endpoint.Protocols = HttpProtocols.Http1;
                endpoint.LimitResponses(s_timeout, time, unread);
            });
        });
        var quota = new SharedQuota(
            new ConnectionQuota(Limit.AdminConnections, counters, time, logger) { Max = AdminOptions.MaxConnections },
            AdminOptions.MaxConnectionsPerAddress, Limit.AdminConnectionsPerAddress, counters, time, logger);
        builder.Services.AddSingleton<IConnectionListenerFactory>(
            new PlainTransport { Admits = quota.TryConnect, Closed = quota.Disconnect, AcceptFailed = failures.Note, Time = time });
        _app = builder.Build();
        _malformed = new MalformedRequests(_app.Services.GetRequiredService<DiagnosticListener>(), rejections, counters);
        _app.Run(new AdminRequests(view, IPAddress.IsLoopback(address.Address), rejections).AnswerAsync);
    }

    /// <summary>Where it listens, with the port that was taken; null until started.</summary>
    public Uri? Url { get; private set; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _app.StartAsync(cancellationToken);
        }
        catch (Exception e) when (ListenException.IsReason(e))
        {
            throw new ListenException($"http://{_address}", e);
        }

        Url = new Uri(_app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());
        Log.AdminStarted(_logger, Url.ToString());
        if (!IPAddress.IsLoopback(_address.Address))
        {
            Log.AdminIsOpen(_logger, Url.ToString());
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => _app.StopAsync(cancellationToken);

    public ValueTask DisposeAsync()
    {
        _malformed.Dispose();
        return _app.DisposeAsync();
    }
}
