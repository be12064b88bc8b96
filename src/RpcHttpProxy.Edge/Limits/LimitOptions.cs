using System.ComponentModel.DataAnnotations;

namespace RpcHttpProxy.Edge.Limits;

/// <summary>
/// What a proxy's clients may use up; section <c>Proxy:Limits</c>. All numbers are ours. Where 0 is allowed it means no limit. Addresses are
/// counted as IPv4 addresses and as IPv6 networks of 64 bits, since whoever has one address of those has them all.
/// </summary>
public sealed class LimitOptions
{
    /* A head is read before its client is authenticated: 16 kB together, IIS' default. A request line with the longest target takes some 300 bytes. */
    private const int MostOfHead = 16_384;
    private const int DefaultRequestLine = 2_048;
    private const int HeaderBytesWithTickets = 65_536;

    /// <summary>TCP connections to the proxy in total; null, 0 or too many for as many as the descriptor limit allows, two descriptors each.</summary>
    [Range(0, int.MaxValue)]
    public int? MaxConnections { get; set; }

    /// <summary>TCP connections, and channels, from one address.</summary>
    [Range(0, int.MaxValue)]
    public int MaxConnectionsPerAddress { get; set; } = 1_000;

    /// <summary>Channels of one authenticated principal.</summary>
    [Range(0, int.MaxValue)]
    public int MaxChannelsPerPrincipal { get; set; } = 1_000;

    /// <summary>Virtual connections that are being opened, in each role.</summary>
    [Range(0, int.MaxValue)]
    public int MaxHalfOpen { get; set; } = 1_000;

    /// <summary>
    /// The share of a pool that one principal, and one address, may take, in percent: of all connections, of half-open virtual connections, of buffered
    /// bytes. 100: one client may take all.
    /// </summary>
    [Range(1, 100)]
    public int ClientShare { get; set; } = 25;

    /// <summary>Channels that one address may open a second, in the long run.</summary>
    [Range(0, 1_000_000)]
    public int OpenRate { get; set; } = 100;

    /// <summary>Channels that one address may open at once, after a pause.</summary>
    [Range(1, 1_000_000)]
    public int OpenBurst { get; set; } = 1_000;

    /// <summary>Whether connections from loopback count by address, too: a front end on this machine would be one client otherwise.</summary>
    public bool LimitLoopback { get; set; }

    /// <summary>Bytes that wait for slow readers, all connections together.</summary>
    [Range(0, long.MaxValue)]
    public long MaxBufferedBytes { get; set; } = 512L << 20;

    /// <summary>Bytes that one direction of a connection may hold beyond its receive window, for clients that overrun it.</summary>
    [Range(16_384, 1 << 20)]
    public int MaxOverrun { get; set; } = 65_536;

    /// <summary>The longest PDU taken, in bytes; the length field allows no more than 65 535, and 5 840 are what Windows sends.</summary>
    [Range(5_840, 65_535)]
    public int MaxPduLength { get; set; } = 65_535;

    /// <summary>How long a TLS handshake may take.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan HandshakeTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a request's head may take.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan HeadTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a connection may be silent before its first request, and between requests.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a client may read nothing while a response waits for it; not on OUT channels, which wait for their clients.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Bytes of a request's headers. Null: 14 336, which with the request line is 16 384; or 65 536 if Negotiate is among the schemes, since a
    /// Kerberos ticket of a user in many groups is a header of 50 000 bytes.
    /// </summary>
    [Range(1_024, 1 << 20)]
    public int? MaxHeaderBytes { get; set; }

    /// <summary>Headers of a request.</summary>
    [Range(8, 1_000)]
    public int MaxHeaderCount { get; set; } = 64;

    /// <summary>Bytes of a request line: method, path and query.</summary>
    [Range(512, 65_536)]
    public int MaxRequestLine { get; set; } = DefaultRequestLine;

    /// <summary>The bytes of a request's headers that are accepted.</summary>
    /// <param name="withTickets">Whether headers may contain Kerberos tickets.</param>
    internal int HeaderBytes(bool withTickets) => MaxHeaderBytes ?? (withTickets ? HeaderBytesWithTickets : MostOfHead - DefaultRequestLine);

    /// <summary>One client's share of a pool of that size, at least 1; 0 for a pool without a bound, which is 0.</summary>
    internal long ShareOf(long all) => (long)((((Int128)all * ClientShare) + 99) / 100);
}
