using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace RpcHttpProxy.Protocol;

// [rpch 2.1/1] the server's address given by the higher layer is IPv4 or IPv6, or a name that resolves to one
// [rpch 2.1/2] its endpoint is a TCP port
// [rpch 2.2.2/1-2, 3.2.3.3/1, 3.2.4.3/1] the two paths, /rpc/rpcproxy.dll and /rpcwithcert/rpcproxy.dll, in any case
// [rpch 2.2.2/3-4] withcert with a client certificate, nocert without
// [rpch 2.2.2/5-6] server and port are the query
/// <summary>The RPC server a channel request asks for in the query of its URL (2.2.2).</summary>
/// <param name="Server">A DNS name, a NetBIOS name, an IP address in its canonical text (IPv6 without brackets), or a mailbox.</param>
/// <param name="Port">1 to 65 535.</param>
public sealed record RpcRequestTarget(string Server, int Port)
{
    private const string Path = "/rpc/rpcproxy.dll";
    private const string PathWithCertificate = "/rpcwithcert/rpcproxy.dll";

    /* 2.2.2: below 1,024 characters; one to six digits. */
    private const int MaxServerLength = 1023;
    private const int MaxPortDigits = 6;

    /* No query that decodes to something valid is longer: each character of name, colon, port and brackets as %XX. */
    private const int MaxQueryLength = 3 * (MaxServerLength + MaxPortDigits + 3);

    /// <summary>Whether the path is one of the two that RPC over HTTP knows, in upper or lower case.</summary>
    /// <param name="path">The path of the request, decoded, without query.</param>
    /// <param name="withCertificate">Whether it is the one for clients that authenticate with a certificate.</param>
    public static bool IsRpcPath([NotNullWhen(true)] string? path, out bool withCertificate)
    {
        withCertificate = PathWithCertificate.Equals(path, StringComparison.OrdinalIgnoreCase);
        return withCertificate || Path.Equals(path, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Reads path and query of a channel request.</summary>
    /// <param name="path">The path, decoded, without query.</param>
    /// <param name="query">The query as sent, with or without its question mark; percent-encoding is undone once.</param>
    /// <param name="target">The server asked for, or null.</param>
    /// <param name="withCertificate">Whether the path is the one for certificates; meaningful even when the query is not.</param>
    /// <param name="error">What is wrong, one sentence fit for a log, or null.</param>
    public static bool TryParse(
        string path,
        string? query,
        [NotNullWhen(true)] out RpcRequestTarget? target,
        out bool withCertificate,
        [NotNullWhen(false)] out string? error)
    {
        target = null;
        if (!IsRpcPath(path, out withCertificate))
        {
            error = $"The path is neither {Path} nor {PathWithCertificate}.";
            return false;
        }

        error = ParseQuery(WithoutQuestionMark(query ?? ""), out target);
        return error is null;
    }

    /// <summary>Whether it names a mailbox (<c>GUID@domain</c>) rather than a host: nothing that could be resolved.</summary>
    public bool IsMailbox => RpcServerName.IsMailbox(Server);

    /// <summary>Whether both name one server: names are compared as DNS does, without case and without the dot of the root.</summary>
    public bool IsSameServer(RpcRequestTarget other) =>
        Port == other.Port && Server.TrimEnd('.').Equals(other.Server.TrimEnd('.'), StringComparison.OrdinalIgnoreCase);

    /// <summary><c>server:port</c>, an IPv6 address in brackets.</summary>
    public override string ToString() => Server.Contains(':', StringComparison.Ordinal) ? $"[{Server}]:{Port}" : $"{Server}:{Port}";

    private static string WithoutQuestionMark(string query) => query.StartsWith('?') ? query[1..] : query;

    private static string? ParseQuery(string query, out RpcRequestTarget? target)
    {
        target = null;
        if (query.Length == 0)
        {
            return "The query is missing; server:port is expected.";
        }

        if (query.Length > MaxQueryLength)
        {
            return "The query is too long.";
        }

        string decoded = Uri.UnescapeDataString(query);
        int colon = decoded.LastIndexOf(':'); // the last one, so that IPv6 needs no brackets
        if (colon < 0)
        {
            return "There is no port; server:port is expected.";
        }

        if (!TryParsePort(decoded.AsSpan(colon + 1), out int port))
        {
            return "The port is not a decimal number from 1 to 65535.";
        }

        if (colon > MaxServerLength)
        {
            return "The server name is not below 1024 characters.";
        }

        if (!RpcServerName.TryNormalize(decoded[..colon], out string? server))
        {
            return "The server is no DNS name, IPv4 address, IPv6 address or NetBIOS name.";
        }

        target = new RpcRequestTarget(server, port);
        return null;
    }

    private static bool TryParsePort(ReadOnlySpan<char> digits, out int port)
    {
        port = 0;
        return digits.Length <= MaxPortDigits
            && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out port)
            && port is > 0 and <= ushort.MaxValue;
    }
}
