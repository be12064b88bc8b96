using System.Net;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Transport.Channels;

/// <summary>
/// What a proxy has agreed to when it took a channel request: that this principal may reach this server. The connection to the server is
/// made by it; whether it may go on is asked for anew whenever a channel is replaced.
/// </summary>
/// <param name="Target">The server the request names.</param>
public sealed record ServerGrant(RpcRequestTarget Target)
{
    /// <summary>The principal of a client that hasn't authenticated.</summary>
    public const string Anonymous = "";

    /// <summary>The server to connect to: <see cref="Target"/>, or what stands for it.</summary>
    public RpcRequestTarget Server { get; init; } = Target;

    /// <summary>Whether TLS is spoken to it; null: as to servers of which nothing is said.</summary>
    public bool? IsEncrypted { get; init; }

    /// <summary>Who asks. Channels of one virtual connection are of one principal.</summary>
    public string Principal { get; init; } = Anonymous;

    /// <summary>Where he asks from; null when that isn't known.</summary>
    public IPAddress? ClientAddress { get; init; }

    /// <summary>
    /// Why the connection that was made by it, to that address, may no longer go on, by the rules and users of this moment; null when it may.
    /// </summary>
    public Func<IPAddress?, string?> Revoked { get; init; } = static _ => null;

    /// <summary>Why the connection may not go to an address that the server's name has, in a word or two; null when it may.</summary>
    public Func<IPAddress, string?> Refuses { get; init; } = static _ => null;
}
