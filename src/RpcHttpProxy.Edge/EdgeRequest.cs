using System.Net;
using System.Security.Claims;
using System.Security.Cryptography.X509Certificates;
using RpcHttpProxy.Transport.Sockets;

namespace RpcHttpProxy.Edge;

/// <summary>
/// A request's head and what is known of the connection it came on: all that the rules see, whichever carrier read it. The body has not been touched.
/// </summary>
internal sealed class EdgeRequest
{
    /// <summary>The method, as it was spelt.</summary>
    public required string Method { get; init; }

    /// <summary>The path without query: decoded, and then encoded again only where a URI needs it, so that it is fit for a log.</summary>
    public required string Path { get; init; }

    /// <summary>The query as it was sent, with its question mark; null or empty for none.</summary>
    public string? Query { get; init; }

    /// <summary>The HTTP version.</summary>
    public RequestVersion Version { get; init; } = RequestVersion.Http11;

    /// <summary>The announced length of the body in bytes; null when it wasn't announced.</summary>
    public long? ContentLength { get; init; }

    /// <summary>The header fields.</summary>
    public required IRequestHeaders Headers { get; init; }

    /// <summary>What lasts from one request of the connection to the next.</summary>
    public required IEdgeConnection Connection { get; init; }

    /// <summary>The client's address, or what a trusted front end says it is; IPv4 in its plain form. Null when it isn't known.</summary>
    public IPAddress? PeerAddress
    {
        get;
        init => field = value is null ? null : PeerName.Plain(value);
    }

    /// <summary>The client's port; 0 when it isn't known.</summary>
    public int PeerPort { get; init; }

    /// <summary>The address of this machine that the connection came to; null when it isn't known.</summary>
    public IPAddress? LocalAddress { get; init; }

    /// <summary>Whether the client speaks TLS, to us or to a trusted front end.</summary>
    public bool IsEncrypted { get; init; }

    /// <summary>The certificate that this process has shown the client; null where it doesn't end the client's TLS itself.</summary>
    public X509Certificate2? ServerCertificate { get; init; }

    /// <summary>What the client's certificate says; null when it has shown none.</summary>
    public ClientCertificate? Certificate { get; init; }

    /// <summary>Whether the connection is a trusted front end's.</summary>
    public bool IsFromTrustedProxy { get; init; }

    /// <summary>Who sent the request, where the application that embeds the proxies has authenticated him; else null.</summary>
    public ClaimsPrincipal? User { get; init; }

    /// <summary>The client, for logs.</summary>
    public string Peer => PeerName.Of(PeerAddress, PeerPort);
}
