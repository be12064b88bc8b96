using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RpcHttpProxy.Core;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.Tracing;

namespace RpcHttpProxy.Client;

// [rpch 2.1.2.1/2] the client authenticates when the higher layer asks for it
// [rpch 3.2.2.3/3-4] the higher layer names a proxy, and tells whether HTTP or HTTPS and which authentication it uses
/// <summary>Where a virtual connection leads and how it is opened.</summary>
public sealed record RpcHttpConnectionOptions
{
    // Ours: 2.2.3.5.6 bounds what is announced to the proxy, nothing what a client does itself; more than two pings a second are no use.
    private const uint MinKeepAliveInterval = 1_000;

    private static readonly ClientVariables s_defaults = new();

    /// <summary>The inbound proxy: <c>http[s]://host[:port][/rpc/rpcproxy.dll]</c>.</summary>
    public required Uri InboundProxy { get; init; }

    /// <summary>The outbound proxy; often the same as the inbound one.</summary>
    public required Uri OutboundProxy { get; init; }

    /// <summary>Where the IN channels that succeed the first go, in turn and then from <see cref="InboundProxy"/> again; none: there.</summary>
    public IReadOnlyList<Uri> MoreInboundProxies { get; init; } = [];

    /// <summary>Where the OUT channels that succeed the first go, in turn and then from <see cref="OutboundProxy"/> again; none: there.</summary>
    public IReadOnlyList<Uri> MoreOutboundProxies { get; init; } = [];

    /// <summary>The RPC server as the proxies are to reach it: <c>host:port</c> (2.2.2).</summary>
    public required string Server { get; init; }

    /// <summary>The credentials for the proxies; null for none. Each channel of a connection authenticates for itself.</summary>
    public ProxyCredentials? Credentials { get; init; }

    /// <summary>TLS for https:// proxies.</summary>
    public ProxyTls Tls { get; init; } = new();

    /// <summary>ReceiveWindowSize in bytes, 8,192–262,144 (2.2.3.5.1).</summary>
    public uint ReceiveWindowSize { get; init; } = s_defaults.ReceiveWindowSize;

    /// <summary>ChannelLifetime of the IN channel in bytes, 128 KiB–2 GiB: also its Content-Length (2.2.3.5.4).</summary>
    public uint ChannelLifetime { get; init; } = s_defaults.ChannelLifetime;

    /// <summary>
    /// ClientKeepalive in milliseconds: 0 or at least 60,000 (2.2.3.5.6). How often the inbound proxy probes its TCP connection to the server.
    /// </summary>
    public uint ClientKeepalive { get; init; } = s_defaults.ClientKeepalive;

    /// <summary>
    /// KeepAlive interval in milliseconds (3.2.2.1.1): a Ping goes on the IN channel when nothing went for half of it, so that no silence
    /// lasts longer. 0, the default, leaves it to the connection time-out the inbound proxy announces; at least 1,000.
    /// </summary>
    public uint KeepAliveInterval { get; init; } = s_defaults.KeepAliveInterval;

    /// <summary>
    /// Bytes of <see cref="ChannelLifetime"/> kept for RTS PDUs, 1,024–65,536: when the next RPC PDU would leave less, the IN channel is
    /// recycled (4 KiB in appendix note 32).
    /// </summary>
    public uint InChannelReserve { get; init; } = s_defaults.InChannelReserve;

    /// <summary>
    /// How long an inbound proxy that has never acknowledged anything may hold RPC PDUs back by its window; then TCP's back-pressure alone
    /// bounds them.
    /// </summary>
    public TimeSpan AcknowledgmentGrace { get; init; } = s_defaults.AcknowledgmentGrace;

    /// <summary>How long opening may take, from the first TCP connection to CONN/C2.</summary>
    public TimeSpan SetupTimeout { get; init; } = s_defaults.SetupTimeout;

    /// <summary>Takes the client's trace.</summary>
    public ITraceSink Trace { get; init; } = NullTraceSink.Instance;

    /// <summary>Name of this process in trace and log.</summary>
    public string Node { get; init; } = Environment.MachineName;

    /// <summary>Takes the client's log.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>The clock of timers and traces.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>What is wrong, a sentence each; empty when nothing is.</summary>
    public IReadOnlyList<string> Faults()
    {
        List<string> faults = [];
        foreach (Uri url in (IEnumerable<Uri>)[InboundProxy, .. MoreInboundProxies, OutboundProxy, .. MoreOutboundProxies])
        {
            if (!ProxyUrl.TryCreate(url, out ProxyUrl? proxy, out string? fault))
            {
                faults.Add(fault);
            }
            else if (proxy.IsOverheard && Credentials?.Scheme == ProxyAuthentication.Basic)
            {
                faults.Add($"{url}: Basic would show the password to everybody on the way; https:// is needed.");
            }
            else if (url.Query.Length > 0)
            {
                faults.Add($"{url}: the server is named by {nameof(Server)}, not by the proxy's URL.");
            }
        }

        if (!TryReadServer(out _, out string? serverFault))
        {
            faults.Add($"{nameof(Server)} \"{Server}\" isn't HOST:PORT: {serverFault}");
        }

        if (ReceiveWindowSize is < ReceiveWindowSizeCommand.Minimum or > ReceiveWindowSizeCommand.Maximum)
        {
            faults.Add($"{nameof(ReceiveWindowSize)} is {ReceiveWindowSize}; 8,192–262,144 bytes are valid (2.2.3.5.1).");
        }

        if (ChannelLifetime is < ChannelLifetimeCommand.Minimum or > ChannelLifetimeCommand.Maximum)
        {
            faults.Add($"{nameof(ChannelLifetime)} is {ChannelLifetime}; 128 KiB–2 GiB are valid (2.2.3.5.4).");
        }

        if (ClientKeepalive is > 0 and < ClientKeepaliveCommand.Minimum)
        {
            faults.Add($"{nameof(ClientKeepalive)} is {ClientKeepalive}; 0 or at least 60,000 ms are valid (2.2.3.5.6).");
        }

        if (KeepAliveInterval is > 0 and < MinKeepAliveInterval)
        {
            faults.Add($"{nameof(KeepAliveInterval)} is {KeepAliveInterval}; 0 or at least 1,000 ms are valid (3.2.2.1.1).");
        }

        if (InChannelReserve is < 1_024 or > SendingChannel.LargestReserve)
        {
            faults.Add($"{nameof(InChannelReserve)} is {InChannelReserve}; 1,024–32,768 bytes are valid.");
        }

        if (AcknowledgmentGrace <= TimeSpan.Zero)
        {
            faults.Add($"{nameof(AcknowledgmentGrace)} is {AcknowledgmentGrace}; it must be positive.");
        }

        if (SetupTimeout <= TimeSpan.Zero)
        {
            faults.Add($"{nameof(SetupTimeout)} is {SetupTimeout}; it must be positive.");
        }

        return faults;
    }

    internal ClientVariables ToVariables() => new()
    {
        ReceiveWindowSize = ReceiveWindowSize,
        ChannelLifetime = ChannelLifetime,
        ClientKeepalive = ClientKeepalive,
        KeepAliveInterval = KeepAliveInterval,
        InChannelReserve = InChannelReserve,
        AcknowledgmentGrace = AcknowledgmentGrace,
        SetupTimeout = SetupTimeout,
    };

    internal RpcRequestTarget ToTarget() =>
        TryReadServer(out RpcRequestTarget? target, out string? fault) ? target : throw new ArgumentException(fault);

    /// <summary>The same rules as a proxy applies to the query; what stands here is plain, not percent-encoded.</summary>
    private bool TryReadServer(
        [NotNullWhen(true)] out RpcRequestTarget? target,
        [NotNullWhen(false)] out string? fault) =>
        RpcRequestTarget.TryParse("/rpc/rpcproxy.dll", Uri.EscapeDataString(Server), out target, out _, out fault);
}
