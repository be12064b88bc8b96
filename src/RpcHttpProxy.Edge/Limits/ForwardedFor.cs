using System.Net;
using Microsoft.Extensions.Primitives;

namespace RpcHttpProxy.Edge.Limits;

/// <summary>Reads a client's address from X-Forwarded-For, as far as trusted front ends have written it.</summary>
internal static class ForwardedFor
{
    /// <summary>The field's name.</summary>
    public const string Header = "X-Forwarded-For";

    /// <summary>
    /// Follows the hops back from the connection's other end, for as long as each is trusted: the first that isn't is the client. Ends before what is no
    /// address.
    /// </summary>
    /// <param name="peer">The connection's other end; null when that isn't known, which is taken for a front end.</param>
    /// <param name="values">The field's values, in the order they came.</param>
    /// <param name="trusted">The front ends, of which there is one at least.</param>
    /// <returns>Where the client is, with port 0 where none was said; null when the fields say nothing that is trusted.</returns>
    public static IPEndPoint? ClientOf(IPAddress? peer, StringValues values, TrustedProxies trusted)
    {
        string[] hops = [.. values.SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];
        IPEndPoint? client = null;
        for (int i = hops.Length - 1; i >= 0 && (peer is null || trusted.Contains(peer)) && IPEndPoint.TryParse(Unquoted(hops[i]), out IPEndPoint? hop); i--)
        {
            client = hop;
            peer = hop.Address;
        }

        return client;
    }

    private static string Unquoted(string text) => text is ['"', .., '"'] ? text[1..^1] : text;
}
