using System.Buffers;
using System.Globalization;
using Microsoft.Extensions.Primitives;
using RpcHttpProxy.Edge;

namespace RpcHttpProxy.Hosting.Http1;

/// <summary>What must hold of Host (RFC 9112, 3.2), as far as Kestrel goes into it.</summary>
internal static class HostField
{
    /* [::1]: the shortest IPv6 address, with its brackets. */
    private const int ShortestBracketed = 5;

    private static readonly SearchValues<char> s_name =
        SearchValues.Create("!$&'()-._~abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

    private static readonly SearchValues<char> s_ipv6 = SearchValues.Create("0123456789abcdefABCDEF:.");
    private static readonly SearchValues<char> s_digits = SearchValues.Create("0123456789");

    /// <summary>
    /// One, unless the request is HTTP/1.0; a host, maybe with a port, or nothing; CONNECT's is its target. In the absolute form another one is replaced by the
    /// target's (RFC 9112, 3.2.2).
    /// </summary>
    public static bool TrySettle(RequestHead head)
    {
        StringValues fields = head["Host"];
        if (fields.Count == 0)
        {
            return head.Version == RequestVersion.Http10;
        }

        if (fields.Count > 1)
        {
            return false;
        }

        string host = fields.ToString();
        if (!IsOf(head.Target, host))
        {
            if (!head.Target.IsAbsolute)
            {
                return false;
            }

            host = head.Target.Authority!;
            head.Replace("Host", host);
        }

        return IsHost(host);
    }

    private static bool IsOf(RequestTarget target, string host) =>
        target.Authority is not { } authority
        || host == authority
        || (target.DefaultPort is { } port && host == string.Create(CultureInfo.InvariantCulture, $"{authority}:{port}"));

    private static bool IsHost(ReadOnlySpan<char> host)
    {
        if (host.IsEmpty)
        {
            return true;
        }

        int end;
        if (host[0] == '[')
        {
            end = host.IndexOf(']') + 1;
            if (end < ShortestBracketed || host[1..(end - 1)].ContainsAnyExcept(s_ipv6))
            {
                return false;
            }
        }
        else
        {
            end = host.IndexOfAnyExcept(s_name);
            end = end < 0 ? host.Length : end;
        }

        return end > 0 && (end == host.Length || IsPort(host[end..]));
    }

    private static bool IsPort(ReadOnlySpan<char> text) => text is [':', _, ..] && !text[1..].ContainsAnyExcept(s_digits);
}
