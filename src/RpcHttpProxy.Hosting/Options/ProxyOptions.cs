using System.ComponentModel.DataAnnotations;
using RpcHttpProxy.Core;
using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.Edge.Limits;
using RpcHttpProxy.Edge.Targets;
using RpcHttpProxy.Transport.Channels;
using RpcHttpProxy.Transport.Sessions;

namespace RpcHttpProxy.Hosting;

/// <summary>The proxies; section <c>Proxy</c> of the configuration. Nothing is reachable through them unless it is allowed here.</summary>
public sealed class ProxyOptions
{
    /// <summary>Name of the configuration's section.</summary>
    public const string Section = "Proxy";

    // A setting that a layer below has too has its default from there.
    private static readonly ProxyVariables _variables = new();
    private static readonly RoleHostOptions _hosting = new();

    /// <summary>Which proxies this process is. The other one's method is answered with 405.</summary>
    public ProxyRoleChoice Role { get; set; } = ProxyRoleChoice.Both;

    /// <summary>
    /// Where to listen, as <c>http://ADDR:PORT</c> or <c>https://ADDR:PORT</c>: an IP address, <c>localhost</c> or <c>*</c>; port 0 takes
    /// a free one. <c>?tls=1.2</c> behind it holds this listener to a version, <c>?proxy=v2</c> has it take the PROXY protocol from
    /// <see cref="TrustedProxies"/>. Used by <see cref="ProxyHost"/>; an application that
    /// embeds the proxies has endpoints of its own.
    /// </summary>
    public IList<string> Listen { get; set; } = [];

    /// <summary>TLS of the listeners.</summary>
    public TlsOptions Tls { get; set; } = new();

    /// <summary>Who may use the proxies.</summary>
    public AuthenticationOptions Authentication { get; set; } = new();

    /// <summary>Servers that everybody may ask for: <c>host:port</c>, <c>host:port-port</c>, <c>*.suffix:port</c>; IPv6 addresses in brackets.</summary>
    public IList<string> AllowedTargets { get; set; } = [];

    /// <summary>Servers that only some may ask for. What no rule and no entry above allows is refused.</summary>
    public IList<TargetRuleOptions> Rules { get; set; } = [];

    /// <summary>
    /// Networks such as <c>10.0.0.0/24</c> that no name may lead to, besides loopback, link-local, cloud metadata and others that are
    /// never meant; unless an entry is such an address, or a rule names its network.
    /// </summary>
    public IList<string> RefusedAddresses { get; set; } = [];

    /// <summary>
    /// Servers that stand for others, as <c>localhost:3388 = backend:6001</c>. What is on the left is allowed by being here, and the list of
    /// allowed targets isn't asked about what is on the right.
    /// </summary>
    public IList<string> TargetMap { get; set; } = [];

    /// <summary>
    /// When virtual connections end that may no longer go on by changed rules, users or authorities. New channels are decided on by what is at
    /// that moment either way. Ours.
    /// </summary>
    public OnRevocationChoice OnRevocation { get; set; }

    /// <summary>
    /// Networks of front ends, such as <c>10.0.0.5/32</c>, whose X-Forwarded-For is taken for the client's address; nobody else's is. Used by
    /// <see cref="ProxyHost"/>; an application that embeds the proxies has its own forwarded headers middleware.
    /// </summary>
    public IList<string> TrustedProxies { get; set; } = [];

    /// <summary>What clients may use up.</summary>
    public LimitOptions Limits { get; set; } = new();

    /// <summary>
    /// Whether <c>/rpc/healthcheck.htm</c> tells load balancers, without a password, that new virtual connections are taken. Ours. Used by
    /// <see cref="ProxyHost"/>.
    /// </summary>
    public bool HealthCheck { get; set; } = true;

    /// <summary>How long the virtual connections that are open when the process is told to stop may go on; 0 ends them at once.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>ReceiveWindowSize in bytes, 8–256 KiB (2.2.3.5.1).</summary>
    [Range(8_192, 262_144)]
    public int ReceiveWindowSize { get; set; } = (int)_variables.ReceiveWindowSize;

    /// <summary>ConnectionTimeout in milliseconds, 120 000–14 400 000 (2.2.3.5.3).</summary>
    [Range(120_000, 14_400_000)]
    public int ConnectionTimeout { get; set; } = (int)_variables.ConnectionTimeout;

    /// <summary>
    /// How long an OUT channel may be silent before its client is pinged, once that has sent an RTS PDU itself after CONN/B1; 0 for
    /// <see cref="ConnectionTimeout"/>, which is what all others have.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "04:00:00")]
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromMilliseconds(_variables.PingInterval);

    /// <summary>Content-Length of OUT channel responses in bytes, 128 KiB–2 GiB (2.1.2.1.4).</summary>
    [Range(131_072L, 2_147_483_648L)]
    public long OutChannelLifetime { get; set; } = _variables.ChannelLifetime;

    /// <summary>How long a virtual connection may take to open. Ours, as all below.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan SetupTimeout { get; set; } = _variables.SetupTimeout;

    /// <summary>How long a new channel may take to its first whole PDU.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan FirstPduTimeout { get; set; } = _hosting.FirstPduTimeout;

    /// <summary>Whether connections to servers are encrypted.</summary>
    public ServerTlsChoice ServerTls { get; set; }

    /// <summary>Who may vouch for servers that TLS is spoken to: a PEM file with their roots; null for whom the system trusts.</summary>
    public string? ServerCa { get; set; }

    /// <summary>Which of those servers' certificates are revoked.</summary>
    public CrlOptions ServerCrl { get; set; } = new();

    /// <summary>The certificate that servers are shown when they ask for one, with TLS.</summary>
    public CertificateOptions ServerIdentity { get; set; } = new();

    /// <summary>How long the connection to a server may take, with its TLS.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan ConnectTimeout { get; set; } = _hosting.ConnectTimeout;

    /// <summary>
    /// How long a peer that has never acknowledged anything may hold RPC PDUs back by its window; then TCP's back-pressure alone bounds
    /// them. Ours: Samba never acknowledges.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan AcknowledgmentGrace { get; set; } = _variables.AcknowledgmentGrace;

    /// <summary>How long an ended channel may take for its last bytes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan LingerTimeout { get; set; } = _hosting.LingerTimeout;

    /// <summary>How much a refused client is told besides the RPC error (3.2.3.5.11).</summary>
    public ErrorInformationLevel ErrorInformation { get; set; } = ErrorInformationLevel.Reason;

    /// <summary>Bytes of a request's headers that are taken.</summary>
    internal int MaxHeaderBytes => Limits.HeaderBytes(withTickets: Authentication.Schemes.Contains(AuthenticationScheme.Negotiate));

    /// <summary>Who may go where by these options, which are valid.</summary>
    internal TargetPolicy ToTargetPolicy() => new(AllowedTargets, Rules, RefusedAddresses, TargetMap, Authentication.ToAccountNames());
}
