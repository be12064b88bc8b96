using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using RpcHttpProxy.Edge;
using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.Hosting.Limits;
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
    public ConnectionIdentity? Identity =>
        Items?.Items.TryGetValue(typeof(ConnectionIdentity), out object? found) == true ? (ConnectionIdentity?)found : null;

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
            Certificate = ClientCertificates.Of(kestrel.Items),
            IsFromTrustedProxy = ForwardedClients.IsTrusted(context),
            User = context.User,
        };
    }

    /// <inheritdoc/>
    public ConnectionIdentity MakeIdentity()
    {
        if (Identity is { } found)
        {
            return found;
        }

        var made = new ConnectionIdentity();
        _context.Features.GetRequiredFeature<IConnectionItemsFeature>().Items[typeof(ConnectionIdentity)] = made;
        _context.Features.GetRequiredFeature<IConnectionCompleteFeature>().OnCompleted(static identity =>
        {
            ((ConnectionIdentity)identity).Dispose();
            return Task.CompletedTask;
        }, made);
        return made;
    }

    private static RequestVersion VersionOf(string protocol) =>
        HttpProtocol.IsHttp11(protocol) ? RequestVersion.Http11
        : HttpProtocol.IsHttp10(protocol) ? RequestVersion.Http10
        : RequestVersion.Later;
}
