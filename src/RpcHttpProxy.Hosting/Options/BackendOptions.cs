using System.ComponentModel.DataAnnotations;

namespace RpcHttpProxy.Hosting;

/// <summary>The RPC over HTTP server; section <c>Backend</c> of the configuration.</summary>
public sealed class BackendOptions
{
    /// <summary>Name of the configuration's section.</summary>
    public const string Section = "Backend";

    /// <summary>The listening ports, each a server of its own.</summary>
    public IList<BackendEndpointOptions> Endpoints { get; set; } = [];

    /// <summary>ReceiveWindowSize in bytes, 8–256 KiB (2.2.3.5.1).</summary>
    [Range(8_192, 262_144)]
    public int ReceiveWindowSize { get; set; } = 65_536;

    /// <summary>The connection setup timer (3.2.5.2.1).</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan SetupTimeout { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a new TCP connection may take to its first whole PDU. Ours, as the two below.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan FirstPduTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the TCP connection to the service may take.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long an ended channel may take for its last bytes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan LingerTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
