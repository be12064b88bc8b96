using System.ComponentModel.DataAnnotations;
using RpcHttpProxy.Core;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Transport.Sessions;

namespace RpcHttpProxy.Hosting;

/// <summary>The RPC over HTTP server; section <c>Backend</c> of the configuration.</summary>
public sealed class BackendOptions
{
    /// <summary>Name of the configuration's section.</summary>
    public const string Section = "Backend";

    // A setting that a layer below has too has its default from there.
    private static readonly ServerVariables _variables = new();
    private static readonly RoleHostOptions _hosting = new();

    /// <summary>The listening ports, each a server of its own.</summary>
    public IList<BackendEndpointOptions> Endpoints { get; set; } = [];

    /// <summary>
    /// TLS of the listening ports: all of them speak it when there is a certificate, none otherwise. Of clients' certificates nothing is asked.
    /// </summary>
    public TlsOptions Tls { get; set; } = new();

    /// <summary>TCP connections to all ports together; null or too many for as many as the descriptor limit allows. Ours.</summary>
    [Range(1, int.MaxValue)]
    public int? MaxConnections { get; set; }

    /// <summary>ReceiveWindowSize in bytes, 8–256 KiB (2.2.3.5.1).</summary>
    [Range(8_192, 262_144)]
    public int ReceiveWindowSize { get; set; } = (int)_variables.ReceiveWindowSize;

    /// <summary>
    /// The OUT channel is recycled when the next RPC PDU would leave less than so many bytes of its lifetime (8 KiB in appendix note 51):
    /// what RTS PDUs may take until the successor has taken over.
    /// </summary>
    [Range(4_096, SendingChannel.LargestReserve)]
    public int OutChannelReserve { get; set; } = (int)_variables.OutChannelReserve;

    /// <summary>The connection setup timer (3.2.5.2.1).</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan SetupTimeout { get; set; } = _variables.SetupTimeout;

    /// <summary>How long a new TCP connection may take to its first whole PDU. Ours, as all below.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan FirstPduTimeout { get; set; } = _hosting.FirstPduTimeout;

    /// <summary>How long the TCP connection to the service may take.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan ConnectTimeout { get; set; } = _hosting.ConnectTimeout;

    /// <summary>How long a successor OUT channel may take.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan RecyclingTimeout { get; set; } = _variables.RecyclingTimeout;

    /// <summary>
    /// How long an outbound proxy that has never acknowledged anything may hold RPC PDUs back by its window; then TCP's back-pressure alone
    /// bounds them.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan AcknowledgmentGrace { get; set; } = _variables.AcknowledgmentGrace;

    /// <summary>How long an ended channel may take for its last bytes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan LingerTimeout { get; set; } = _hosting.LingerTimeout;
}
