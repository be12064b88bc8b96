namespace RpcHttpProxy.Hosting;

/// <summary>State traces; section <c>Trace</c> of the configuration.</summary>
public sealed class TraceOptions
{
    /// <summary>Name of the configuration's section.</summary>
    public const string Section = "Trace";

    /// <summary>Where each role writes its file of JSON lines; created when missing. Null: no traces.</summary>
    public string? Directory { get; set; }

    /// <summary>Name of this process in traces.</summary>
    public string Node { get; set; } = Environment.MachineName;
}
