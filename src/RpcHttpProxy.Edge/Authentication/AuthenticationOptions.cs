using System.ComponentModel.DataAnnotations;
using RpcHttpProxy.Edge.Principals;

namespace RpcHttpProxy.Edge.Authentication;

/// <summary>Who may use the proxies; section <c>Proxy:Authentication</c> of the configuration.</summary>
public sealed class AuthenticationOptions
{
    /// <summary>Name of the configuration's section.</summary>
    public const string Section = "Proxy:Authentication";

    /// <summary>Western Europe's and America's Windows; a superset of ISO 8859-1 but for its control characters.</summary>
    internal const string DefaultCodePage = "windows-1252";

    /// <summary>It says nothing about the machine.</summary>
    internal const string DefaultNtlmName = "RPC";

    private const string DomainName = @"[^\\@:\s\x00-\x1f\x7f]+";

    /// <summary>The ways that are open. None: anonymous on loopback addresses, and refused on any other.</summary>
    public IList<AuthenticationScheme> Schemes { get; set; } = [];

    /// <summary>
    /// The file of users for <see cref="AuthenticationScheme.Basic"/>, made by <c>rpchttp user</c>; groups for all schemes. Users of NTLM are in it as
    /// <c>DOMAIN\user</c>, those of Kerberos as <c>user@REALM</c>, names in certificates as <c>certificate:NAME</c>: a bare name is Basic's.
    /// </summary>
    public string? UsersFile { get; set; }

    /// <summary>
    /// The domain of names without one: with <c>LAB</c>, Basic's <c>alice</c> and NTLM's <c>LAB\alice</c> are one principal, <c>LAB\alice</c>, and so
    /// are their entries in rules and users file. Null: <c>alice</c> is a user of the users file, and of no domain.
    /// </summary>
    [RegularExpression(DomainName, ErrorMessage = "a domain's name is expected.")]
    public string? DefaultDomain { get; set; }

    /// <summary>
    /// What stands for <see cref="DefaultDomain"/> behind an at sign, in Kerberos principals too: with <c>lab.example</c>, <c>alice@lab.example</c> is
    /// <c>LAB\alice</c>. Null: nothing does.
    /// </summary>
    [RegularExpression(DomainName, ErrorMessage = "a domain's name is expected.")]
    public string? UpnSuffix { get; set; }

    /// <summary>Whether <see cref="AuthenticationScheme.Negotiate"/> takes Kerberos only, and no NTLM within it.</summary>
    public bool KerberosOnly { get; set; }

    /// <summary>
    /// Whether <see cref="AuthenticationScheme.Ntlm"/> and <see cref="AuthenticationScheme.Negotiate"/> are bound to the TLS connection, so that no one can relay them.
    /// </summary>
    [EnumDataType(typeof(ChannelBindingChoice))]
    public ChannelBindingChoice ChannelBinding { get; set; }

    /// <summary>
    /// What NTLM's challenge, which everybody gets, calls this machine: as DNS name, and up to the first dot in capitals as NetBIOS name. Where winbind runs, the
    /// NetBIOS names are winbind's.
    /// </summary>
    [Required(ErrorMessage = "a host name is expected.")]
    [RegularExpression("(?=.{1,255}$)[A-Za-z0-9_-]{1,15}([.][A-Za-z0-9_-]{1,63})*", ErrorMessage = "a host name is expected, its first label no longer than 15 characters.")]
    public string NtlmName { get; set; } = DefaultNtlmName;

    /// <summary>What clients are told to ask a password for.</summary>
    [RegularExpression("[^\"\\\\\\x00-\\x1f\\x7f-\\uffff]+", ErrorMessage = "printable ASCII without quotation marks and backslashes is expected.")]
    public string Realm { get; set; } = "RPC";

    /// <summary>Take passwords over plain HTTP on addresses other than loopback: for proxies behind a front end that ends TLS.</summary>
    public bool AllowPlaintextBasic { get; set; }

    /// <summary>
    /// The code page of Basic names and passwords that aren't UTF-8: Windows' own libraries send them in the system's, whatever they are asked for.
    /// </summary>
    public string PasswordCodePage { get; set; } = DefaultCodePage;

    /// <summary>How long a password that was right needs no slow hash again. Zero: every request costs one.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan VerifiedLifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How many passwords are hashed at once; each takes one core for about a tenth of a second. Zero: half of the cores.</summary>
    [Range(0, 1_024)]
    public int ConcurrentVerifications { get; set; }

    /// <summary>Which spellings of a name are one account's.</summary>
    internal AccountNames ToAccountNames() => new(DefaultDomain, UpnSuffix);
}
