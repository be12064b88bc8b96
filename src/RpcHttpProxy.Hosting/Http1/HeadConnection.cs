using System.Net;
using RpcHttpProxy.Edge;
using RpcHttpProxy.Edge.Limits;

namespace RpcHttpProxy.Hosting.Http1;

/// <summary>The connection that heads are read from, and the requests of the rules that they make.</summary>
/// <param name="Peer">Its other end; null when that isn't known.</param>
/// <param name="Local">Its end here; null when that isn't known.</param>
/// <param name="IsEncrypted">Whether it speaks TLS.</param>
/// <param name="Certificate">What the client's certificate says; null when it has shown none.</param>
/// <param name="State">What lasts from one request to the next.</param>
/// <param name="Trusted">The front ends whose word on their clients' addresses is taken.</param>
internal sealed record HeadConnection(
    IPEndPoint? Peer, IPEndPoint? Local, bool IsEncrypted, ClientCertificate? Certificate, IEdgeConnection State, TrustedProxies Trusted)
{
    /// <summary>The request of a head.</summary>
    public EdgeRequest RequestOf(RequestHead head)
    {
        IPEndPoint? forwarded = Trusted.Networks.Count > 0 ? ForwardedFor.ClientOf(Peer?.Address, head[ForwardedFor.Header], Trusted) : null;
        IPEndPoint? client = forwarded ?? Peer;
        return new EdgeRequest
        {
            Method = head.Method,
            Path = head.Target.Path,
            Query = head.Target.Query,
            Version = head.Version,
            ContentLength = head.ContentLength,
            Headers = head,
            Connection = State,
            PeerAddress = client?.Address,
            PeerPort = client?.Port ?? 0,
            LocalAddress = Local?.Address,
            IsEncrypted = IsEncrypted,
            Certificate = Certificate,
            IsFromTrustedProxy = Peer is not null && Trusted.Contains(Peer.Address),
        };
    }
}
