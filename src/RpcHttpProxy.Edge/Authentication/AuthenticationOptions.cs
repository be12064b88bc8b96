using System.ComponentModel.DataAnnotations;

namespace RpcHttpProxy.Edge.Authentication;

/// <summary>Who may use the proxies; section <c>Proxy:Authentication</c> of the configuration.</summary>
public sealed class AuthenticationOptions
{
    /// <summary>Name of the configuration's section.</summary>
    public const string Section = "Proxy:Authentication";

    /// <summary>The ways that are open. None: anonymous on loopback addresses, and refused on any other.</summary>
    public IList<AuthenticationScheme> Schemes { get; set; } = [];

    /// <summary>
    /// The file of users for <see cref="AuthenticationScheme.Basic"/>, made by <c>rpchttp user</c>; groups for all schemes. Users of NTLM are in it as
    /// <c>DOMAIN\user</c>, those of Kerberos as <c>user@REALM</c>: a bare name is Basic's or a certificate's.
    /// </summary>
    public string? UsersFile { get; set; }

    /// <summary>What clients are told to ask a password for.</summary>
    [RegularExpression("[^\"\\\\\\x00-\\x1f\\x7f-\\uffff]+", ErrorMessage = "printable ASCII without quotation marks and backslashes is expected.")]
    public string Realm { get; set; } = "RPC";

    /// <summary>Take passwords over plain HTTP on addresses other than loopback: for proxies behind a front end that ends TLS.</summary>
    public bool AllowPlaintextBasic { get; set; }

    /// <summary>How long a password that was right needs no slow hash again. Zero: every request costs one.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan VerifiedLifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How many passwords are hashed at once; each takes one core for about a tenth of a second. Zero: half of the cores.</summary>
    [Range(0, 1_024)]
    public int ConcurrentVerifications { get; set; }
}
