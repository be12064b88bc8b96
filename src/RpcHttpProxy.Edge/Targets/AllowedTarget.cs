using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Edge.Targets;

/// <summary>One entry of the list of allowed targets: <c>host:port</c>, <c>host:port-port</c>, <c>*.suffix:port</c>.</summary>
/// <param name="Server">The name or address; of a suffix what follows the asterisk, with its dot.</param>
/// <param name="IsSuffix">True when any name that ends so is meant, the suffix alone not.</param>
/// <param name="FirstPort">The lowest port.</param>
/// <param name="LastPort">The highest port.</param>
internal sealed record AllowedTarget(string Server, bool IsSuffix, int FirstPort, int LastPort)
{
    private const string Wildcard = "*";

    /* RFC 6761 6.3 */
    private const string ThisMachine = "localhost";

    /// <summary>Reads an entry; else <paramref name="fault"/> says what is wrong, to stand behind the entry.</summary>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out AllowedTarget? allowed, [NotNullWhen(false)] out string? fault)
    {
        allowed = null;
        int colon = text.LastIndexOf(':');
        if (colon < 0)
        {
            fault = "has no port: host:port, host:port-port or *.suffix:port is expected.";
            return false;
        }

        if (!TryParsePorts(text[(colon + 1)..], out int first, out int last))
        {
            fault = "has no port from 1 to 65535, nor a range of them in ascending order.";
            return false;
        }

        string host = text[..colon].Trim();
        bool isSuffix = host.StartsWith("*.", StringComparison.Ordinal);
        string name = isSuffix ? host[2..] : host;
        if (!TargetText.TryParse($"{name}:{first}", out RpcRequestTarget? target) || (isSuffix && !char.IsAsciiLetter(name[^1])))
        {
            fault = "has no valid host name or IP address; an asterisk may only stand for the first labels of a name.";
            return false;
        }

        if (target.IsMailbox)
        {
            fault = "is a mailbox, which has no address: say which server stands for it in Proxy:TargetMap (--map).";
            return false;
        }

        fault = null;
        string server = Plain(target.Server);
        allowed = new AllowedTarget(isSuffix ? "." + server : server, isSuffix, first, last);
        return true;
    }

    /// <summary>The entry that means one server and no other.</summary>
    public static AllowedTarget Only(RpcRequestTarget target) => new(Plain(target.Server), IsSuffix: false, target.Port, target.Port);

    /// <summary>Whether <paramref name="target"/> is meant. Names are compared as DNS does, addresses in their one canonical spelling; a mailbox never is.</summary>
    public bool Matches(RpcRequestTarget target)
    {
        string server = Plain(target.Server);
        return target.Port >= FirstPort
            && target.Port <= LastPort
            && !target.IsMailbox
            && (IsSuffix ? server.EndsWith(Server, StringComparison.OrdinalIgnoreCase) : server.Equals(Server, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Whether the entry itself is <paramref name="address"/>, or the name that means this machine.</summary>
    public bool Names(IPAddress address) => IPAddress.TryParse(Server, out IPAddress? literal)
        ? literal.Equals(address)
        : !IsSuffix && Server.Equals(ThisMachine, StringComparison.OrdinalIgnoreCase) && IPAddress.IsLoopback(address);

    /// <inheritdoc/>
    public override string ToString()
    {
        string ports = FirstPort == LastPort ? Text(FirstPort) : $"{Text(FirstPort)}-{Text(LastPort)}";
        return $"{(IsSuffix ? Wildcard : "")}{Server}:{ports}";
    }

    // The dot of the root means nothing here.
    private static string Plain(string server) => server.EndsWith('.') ? server[..^1] : server;

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);

    private static bool TryParsePorts(string text, out int first, out int last)
    {
        last = 0;
        int dash = text.IndexOf('-', StringComparison.Ordinal);
        return TryParsePort(dash < 0 ? text : text[..dash], out first)
            && TryParsePort(dash < 0 ? text : text[(dash + 1)..], out last)
            && first <= last;
    }

    private static bool TryParsePort(string text, out int port) =>
        int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= ushort.MaxValue;
}
