using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using RpcHttpProxy.Edge.Limits;
using RpcHttpProxy.Hosting.Http1;
using RpcHttpProxy.Hosting.Limits;

namespace RpcHttpProxy.Hosting.Tests.Http1;

/// <summary>Kestrel as the proxies set it, that answers each request with what it has read of its head.</summary>
public sealed class KestrelServer : IAsyncLifetime
{
    private WebApplication? _app;

    internal static LimitOptions Limits { get; } = new() { MaxRequestLine = 512, MaxHeaderBytes = 1_024, MaxHeaderCount = 8 };

    public IPEndPoint EndPoint { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        HeadReader.RefuseLineFeeds();
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limit(Limits, Limits.HeaderBytes(withTickets: false));
            kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = HttpProtocols.Http1);
        });
        _app = builder.Build();
        _app.Run(context =>
        {
            context.Response.StatusCode = HeadWords.Status;
            context.Response.Headers[HeadWords.Field] = Convert.ToBase64String(Encoding.UTF8.GetBytes(Words(context)));
            return Task.CompletedTask;
        });
        await _app.StartAsync();
        string url = _app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();
        EndPoint = IPEndPoint.Parse(new Uri(url).Authority);
    }

    public async Task DisposeAsync()
    {
        await _app!.StopAsync();
        await _app.DisposeAsync();
    }

    private static string Words(HttpContext context)
    {
        HttpRequest request = context.Request;
        IEnumerable<(string, string)> fields = request.Headers.Select(field => (field.Key, string.Join('|', field.Value.ToArray())));
        return HeadWords.Of(
            request.Method, request.Path.ToUriComponent(), request.QueryString.Value ?? "", request.Protocol == "HTTP/1.0", request.ContentLength, fields);
    }
}
