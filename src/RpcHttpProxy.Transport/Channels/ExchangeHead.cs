using System.Net;
using Microsoft.AspNetCore.Http;

namespace RpcHttpProxy.Transport.Channels;

/// <summary>What an <see cref="HttpExchange"/> needs of a request's head.</summary>
/// <param name="ContentLength">The length of its body, in bytes: <see cref="LengthOf"/>.</param>
/// <param name="IsContinueExpected">Whether the client waits for <c>100 Continue</c> (RFC 9110, 10.1.1).</param>
/// <param name="PeerAddress">The client's address; null when it isn't known.</param>
/// <param name="PeerPort">The client's port.</param>
public readonly record struct ExchangeHead(long ContentLength, bool IsContinueExpected, IPAddress? PeerAddress, int PeerPort)
{
    /// <summary>
    /// The announced length. A request that doesn't tell its length, or in chunks, is refused; what follows its head is read as long as it
    /// lasts.
    /// </summary>
    public static long LengthOf(string method, long? announced) => announced ?? (HttpMethods.IsGet(method) || HttpMethods.IsHead(method) ? 0 : long.MaxValue);

    /// <summary>Whether the values of Expect are the one there is.</summary>
    public static bool ExpectsContinue(string? expect) => "100-continue".Equals(expect, StringComparison.OrdinalIgnoreCase);
}
