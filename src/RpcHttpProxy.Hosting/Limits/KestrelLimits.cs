using System.Net;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using RpcHttpProxy.Edge.Limits;
using RpcHttpProxy.Transport.Channels;
using RpcHttpProxy.Transport.Sockets;

namespace RpcHttpProxy.Hosting.Limits;

/// <summary>The limits that Kestrel keeps for us, and those it lets us add before HTTP.</summary>
internal static class KestrelLimits
{
    /// <summary>Sets what Kestrel knows itself.</summary>
    /// <param name="kestrel">What is set.</param>
    /// <param name="options">The limits.</param>
    /// <param name="maxHeaderBytes">Bytes of a request's headers.</param>
    public static void Limit(this KestrelServerOptions kestrel, LimitOptions options, int maxHeaderBytes)
    {
        kestrel.Limits.RequestHeadersTimeout = options.HeadTimeout;
        kestrel.Limits.KeepAliveTimeout = options.IdleTimeout;
        kestrel.Limits.MaxRequestHeadersTotalSize = maxHeaderBytes;
        kestrel.Limits.MaxRequestBufferSize = Math.Max(kestrel.Limits.MaxRequestBufferSize ?? 0, maxHeaderBytes); // less is no configuration to Kestrel
        kestrel.Limits.MaxRequestHeaderCount = options.MaxHeaderCount;
        kestrel.Limits.MaxRequestLineSize = options.MaxRequestLine;
        kestrel.ReadFields();
    }

    /// <summary>
    /// How fields are read. Octets from 0x80 in a value are opaque (RFC 9110, 5.5), as Latin-1 has each of them a character: as UTF-8, Kestrel's default, a name in
    /// a cookie would be refused; no field that is read here has any. Content-Length is digits. In the absolute form the target names the host, and Host isn't
    /// looked at (RFC 9112, 3.2.2).
    /// </summary>
    public static void ReadFields(this KestrelServerOptions kestrel)
    {
        kestrel.AllowHostHeaderOverride = true;
        kestrel.RequestHeaderEncodingSelector = static name =>
            name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase) ? DigitsOnly.Instance : Encoding.Latin1;
    }

    /// <summary>Closes connections whose clients don't read what they are answered.</summary>
    public static void LimitResponses(this ListenOptions endpoint, TimeSpan timeout, TimeProvider time, UnreadResponses unread) =>
        endpoint.LimitResponsesForRpcHttp(timeout, time, connection => unread.Note(PeerName.Of(connection.RemoteEndPoint as IPEndPoint)));
}
