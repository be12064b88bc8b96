namespace RpcHttpProxy.Edge.Principals;

/// <summary>Reads the names of accounts, and knows which spellings the operator has said to be one account's.</summary>
/// <param name="defaultDomain">The domain of names without one: <c>alice</c> is <c>LAB\alice</c>. Null: such a name is the store's alone.</param>
/// <param name="upnSuffix">What stands for that domain behind an at sign: <c>alice@lab.example</c> is <c>LAB\alice</c>, too. Null: nothing does.</param>
internal sealed class AccountNames(string? defaultDomain, string? upnSuffix)
{
    /// <summary>No spelling is another's.</summary>
    public static AccountNames Plain { get; } = new(null, null);

    /// <summary>The account of that name: <c>alice</c>, <c>DOMAIN\alice</c> or <c>alice@REALM</c>.</summary>
    public Principal Of(string text)
    {
        int backslash = text.IndexOf('\\', StringComparison.Ordinal);
        if (backslash > 0 && backslash < text.Length - 1)
        {
            return OfDomain(text[..backslash], text[(backslash + 1)..], text);
        }

        int at = text.LastIndexOf('@');
        if (at > 0 && at < text.Length - 1)
        {
            return OfDomain(text[(at + 1)..], text[..at], text);
        }

        return defaultDomain is null ? Principal.OfUsers(text) : OfDomain(defaultDomain, text, text);
    }

    private Principal OfDomain(string domain, string name, string text) =>
        defaultDomain is not null && (Is(domain, defaultDomain) || Is(domain, upnSuffix))
            ? Principal.OfDomain(defaultDomain, name, $"{defaultDomain}\\{name}")
            : Principal.OfDomain(domain, name, text);

    private static bool Is(string domain, string? known) => string.Equals(domain, known, StringComparison.OrdinalIgnoreCase);
}
