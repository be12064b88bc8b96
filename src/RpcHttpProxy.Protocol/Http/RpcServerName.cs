using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace RpcHttpProxy.Protocol;

// [rpch 2.2.2/7] a server name shorter than 1 024 characters
// [rpch 2.2.2/8] IPv6 literals as RFC 4291 writes them
// [rpch 2.2.2/9] or a NetBIOS name
/// <summary>
/// The server-name of 2.2.2: DNS-Name, IP-literal-address, IPv6-literal-address or NetBIOS-Name; and a mailbox, which isn't there: clients of
/// Exchange 2013 and later ask for a mailbox's GUID at its domain instead of a server.
/// </summary>
internal static class RpcServerName
{
    /* RFC 1035 2.3.4 */
    private const int MaxLabelLength = 63;

    /* 16 bytes less the suffix byte, RFC 1001 14.1 */
    private const int MaxNetBiosLength = 15;

    /* RFC 1123 2.1, and the underscore that Windows DNS takes as well */
    private static readonly SearchValues<char> _labelCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /* What Windows allows in a computer name: no space, no \ / : * ? " < > | and nothing else that means something in a path or a log. */
    private static readonly SearchValues<char> _netBiosCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_!@#$%^&()'{}~");

    /* A GUID, or what else may stand for a mailbox: RFC 5322's dot-atom, but for what means something in a path, a shell or a log. */
    private static readonly SearchValues<char> _mailboxCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    /* RFC 5321 4.5.3.1.1 */
    private const int MaxMailboxLength = 64;

    private static readonly SearchValues<char> _hexDigits = SearchValues.Create("0123456789ABCDEFabcdef");

    private static readonly SearchValues<char> _ipv6Characters = SearchValues.Create("ABCDEFabcdef0123456789:.");

    /// <summary>Whether it is <c>mailbox@domain</c>: a name of no host, never to be resolved.</summary>
    public static bool IsMailbox(string name)
    {
        int at = name.IndexOf('@', StringComparison.Ordinal);
        return at is > 0 and <= MaxMailboxLength
            && !name.AsSpan(0, at).ContainsAnyExcept(_mailboxCharacters)
            && !LooksNumeric(name[(at + 1)..])
            && IsDnsName(name[(at + 1)..]);
    }

    /// <summary>Accepts what is any of these, addresses in their canonical text, so that one target has one spelling.</summary>
    public static bool TryNormalize(string name, [NotNullWhen(true)] out string? server)
    {
        server = null;
        if (name.Contains(':', StringComparison.Ordinal))
        {
            return TryNormalizeIPv6(WithoutBrackets(name), out server);
        }

        if (name.Length == 0)
        {
            return false;
        }

        if (LooksNumeric(name))
        {
            return IsDottedDecimal(name) && (server = name) is not null;
        }

        if (!IsDnsName(name) && !IsMailbox(name) && !IsNetBiosName(name))
        {
            return false;
        }

        server = name;
        return true;
    }

    private static string WithoutBrackets(string name) => name is ['[', .. var inner, ']'] ? inner : name;

    private static bool TryNormalizeIPv6(string text, [NotNullWhen(true)] out string? server)
    {
        server = null;
        if (text.AsSpan().ContainsAnyExcept(_ipv6Characters))
        {
            return false; // no scope, no prefix length, no second pair of brackets
        }

        if (!IPAddress.TryParse(text, out IPAddress? address) || address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return false;
        }

        server = ClientAddressCommand.Normalize(address).ToString();
        return true;
    }

    /// <summary>
    /// Whether the last label is a number. Such a name is an address or nothing (RFC 1123 2.1): resolvers read 2130706433, 0x7f.1 and
    /// 127.1 as 127.0.0.1, and a list of allowed targets would not see it.
    /// </summary>
    private static bool LooksNumeric(string name)
    {
        string trimmed = name.EndsWith('.') ? name[..^1] : name;
        string last = trimmed[(trimmed.LastIndexOf('.') + 1)..];
        bool isHex = last.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && last.AsSpan(2).IndexOfAnyExcept(_hexDigits) < 0;
        return isHex || (last.Length > 0 && last.All(char.IsAsciiDigit));
    }

    /// <summary>Four decimal numbers and no other spelling: what the address writes is what was read.</summary>
    private static bool IsDottedDecimal(string name) =>
        IPAddress.TryParse(name, out IPAddress? address)
        && address.AddressFamily == AddressFamily.InterNetwork
        && address.ToString() == name;

    private static bool IsDnsName(string name)
    {
        foreach (string label in (name.EndsWith('.') ? name[..^1] : name).Split('.'))
        {
            if (!IsDnsLabel(label))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsDnsLabel(string label) =>
        label.Length is > 0 and <= MaxLabelLength
        && !label.AsSpan().ContainsAnyExcept(_labelCharacters)
        && label[0] != '-'
        && label[^1] != '-';

    private static bool IsNetBiosName(string name) =>
        name.Length <= MaxNetBiosLength && !name.AsSpan().ContainsAnyExcept(_netBiosCharacters);
}
