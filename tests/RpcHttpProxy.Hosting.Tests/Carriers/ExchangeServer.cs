using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RpcHttpProxy.Engine.Reactors;
using RpcHttpProxy.Engine.Sockets;
using RpcHttpProxy.Hosting.Tests.Wire;
using RpcHttpProxy.TestKit;
using RpcHttpProxy.Transport.Channels;
using RpcHttpProxy.Transport.Sockets;

namespace RpcHttpProxy.Hosting.Tests.Carriers;

/// <summary>Kestrel on a free loopback port that gives each request's connection to a scripted handler.</summary>
public sealed class ExchangeServer : IAsyncDisposable
{
    private static readonly X509Certificate2 _certificate = MakeCertificate();

    private readonly WebApplication _app;

    private readonly EpollReactor? _reactor;

    private ExchangeServer(WebApplication app, RecordedLog log, EpollReactor? reactor)
    {
        _app = app;
        _reactor = reactor;
        Log = log;
    }

    public IPEndPoint EndPoint => IPEndPoint.Parse(new Uri(_app.Services.GetRequiredService<IServer>()
        .Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Authority);

    public RecordedLog Log { get; }

    public static async Task<ExchangeServer> StartAsync(Func<HttpExchange, HttpContext, Task> handler, TimeSpan? linger = null, WireKind wire = WireKind.Plain)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        var log = new RecordedLog();
        builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.Limits.MaxRequestBufferSize = 65_536;
            var address = new IPEndPoint(IPAddress.Loopback, 0);
            options.Listen(wire.IsOwn() ? new PlainEndPoint(address, wire.IsEncrypted()) : address, endpoint =>
            {
                endpoint.Protocols = HttpProtocols.Http1;
                if (wire.IsEncrypted())
                {
                    endpoint.CaptureRawTransport();
                    endpoint.UseHttps(_certificate, https => https.SslProtocols = wire.Versions());
                }
            });
        });
        EpollReactor? reactor = wire.IsOwn() && wire.IsEncrypted() ? new EpollReactor("test", TimeProvider.System, _ => { }, _ => { }) : null;
        builder.Services.AddSingleton<IConnectionListenerFactory>(new PlainTransport { Reactors = reactor is null ? null : new ReactorSet(reactor) });
        WebApplication app = builder.Build();
        app.Run(context => handler(HttpExchange.Detach(context, linger ?? TimeSpan.FromSeconds(5), TimeProvider.System), context));
        await app.StartAsync();
        return new ExchangeServer(app, log, reactor);
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var authority = new TestCertificates();
        return authority.Server();
    }

    public async ValueTask DisposeAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(soon.Token);
        await _app.DisposeAsync();
        _reactor?.Dispose();
    }
}
