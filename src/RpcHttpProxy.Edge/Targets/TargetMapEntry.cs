using System.Diagnostics.CodeAnalysis;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Edge.Targets;

/// <summary>
/// One entry of the target map: <c>localhost:3388 = backend:6001</c>, or, for every mailbox of a domain, <c>*@contoso.example:6001 = backend:6001</c>.
/// <c>tls://</c> or <c>tcp://</c> before the server says whether TLS is spoken to it.
/// </summary>
/// <param name="From">What clients ask for.</param>
/// <param name="To">The server that stands for it.</param>
/// <param name="IsEncrypted">Whether TLS is spoken to the server; null: as to servers without an entry.</param>
internal sealed record TargetMapEntry(RpcRequestTarget From, RpcRequestTarget To, bool? IsEncrypted)
{
    private const string AnyMailbox = "*@";
    private const string Tls = "tls://";
    private const string Tcp = "tcp://";

    /// <summary>What stands on the left of the entry for every mailbox of the domain.</summary>
    public static RpcRequestTarget AnyMailboxOf(RpcRequestTarget mailbox) =>
        mailbox with { Server = AnyMailbox + mailbox.Server[(mailbox.Server.IndexOf('@', StringComparison.Ordinal) + 1)..] };

    /// <summary>Reads an entry; else <paramref name="fault"/> says what is wrong, to stand behind the entry.</summary>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out TargetMapEntry? entry, [NotNullWhen(false)] out string? fault)
    {
        entry = null;
        fault = "is not host:port = host:port, nor *@domain:port = host:port, where tls:// or tcp:// may stand before the second host.";
        string[] sides = text.Split('=');
        if (sides.Length != 2 || !TryParseFrom(sides[0].Trim(), out RpcRequestTarget? from))
        {
            return false;
        }

        string server = sides[1].Trim();
        bool? isEncrypted = server.StartsWith(Tls, StringComparison.OrdinalIgnoreCase) ? true : server.StartsWith(Tcp, StringComparison.OrdinalIgnoreCase) ? false : null;
        if (!TargetText.TryParse(isEncrypted is null ? server : server[Tls.Length..], out RpcRequestTarget? to))
        {
            return false;
        }

        if (to.IsMailbox)
        {
            fault = "has a mailbox on its right, which has no address.";
            return false;
        }

        entry = new TargetMapEntry(from, to, isEncrypted);
        fault = null;
        return true;
    }

    private static bool TryParseFrom(string text, [NotNullWhen(true)] out RpcRequestTarget? from)
    {
        bool isAny = text.StartsWith(AnyMailbox, StringComparison.Ordinal);
        if (!TargetText.TryParse(isAny ? "a" + text[1..] : text, out from) || (isAny && !from.IsMailbox))
        {
            return false;
        }

        from = isAny ? AnyMailboxOf(from) : from;
        return true;
    }
}
