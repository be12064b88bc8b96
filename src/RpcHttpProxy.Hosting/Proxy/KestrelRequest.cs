using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Primitives;
using RpcHttpProxy.Edge;
using RpcHttpProxy.Hosting.FrontEnds;
using RpcHttpProxy.Hosting.Tls;

namespace RpcHttpProxy.Hosting.Proxy;

/// <summary>What the rules see of a request that Kestrel read, after the middleware in front of us.</summary>
internal sealed class KestrelRequest : IRequestHeaders, IEdgeConnection
{
    private readonly HttpContext _context;

    private KestrelRequest(HttpContext context) => _context = context;

    /// <inheritdoc/>
    public StringValues this[string name] => _context.Request.Headers[name];

    /// <inheritdoc/>
    public ConnectionIdentity? Identity => State?.Identity;

    private EdgeConnection? State => Items?.Items.TryGetValue(typeof(EdgeConnection), out object? found) == true ? (EdgeConnection?)found : null;

    private IConnectionItemsFeature? Items => _context.Features.Get<IConnectionItemsFeature>();

    /// <summary>The request of a context; it must not be used after the context.</summary>
    public static EdgeRequest Of(HttpContext context)
    {
        var kestrel = new KestrelRequest(context);
        HttpRequest request = context.Request;
        ConnectionInfo connection = context.Connection;
        return new EdgeRequest
        {
            Method = request.Method,
            Path = request.Path.ToUriComponent(),
            Query = request.QueryString.Value,
            Version = VersionOf(request.Protocol),
            ContentLength = request.ContentLength,
            Headers = kestrel,
            Connection = kestrel,
            PeerAddress = connection.RemoteIpAddress,
            PeerPort = connection.RemotePort,
            LocalAddress = connection.LocalIpAddress,
            IsEncrypted = request.IsHttps,
            ServerCertificate = context.Features.Get<ISslStreamFeature>()?.SslStream.LocalCertificate as X509Certificate2,
            Certificate = ClientCertificates.Of(kestrel.Items),
            IsFromTrustedProxy = ForwardedClients.IsTrusted(context),
            User = context.User,
        };
    }

    /// <inheritdoc/>
    public ConnectionIdentity MakeIdentity()
    {
        if (State is { } kept)
        {
            return kept.MakeIdentity();
        }

        var made = new EdgeConnection();
        Keep(_context, made);
        return made.MakeIdentity();
    }

    /// <summary>Keeps what lasts from one request to the next until Kestrel has done with the connection.</summary>
    public static void Keep(HttpContext context, EdgeConnection state)
    {
        context.Features.GetRequiredFeature<IConnectionItemsFeature>().Items[typeof(EdgeConnection)] = state;
        context.Features.GetRequiredFeature<IConnectionCompleteFeature>().OnCompleted(static ended =>
        {
            ((EdgeConnection)ended).Dispose();
            return Task.CompletedTask;
        }, state);
    }

    private static RequestVersion VersionOf(string protocol) =>
        HttpProtocol.IsHttp11(protocol) ? RequestVersion.Http11
        : HttpProtocol.IsHttp10(protocol) ? RequestVersion.Http10
        : RequestVersion.Later;
}
