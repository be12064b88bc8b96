using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Logging;

namespace RpcHttpProxy.Hosting;

/// <summary>The log; section <c>Log</c> of the configuration.</summary>
public sealed class LogOptions
{
    /// <summary>Name of the configuration's section.</summary>
    public const string Section = "Log";

    /// <summary>The least level that is logged. Debug tells every state transition, Trace every RTS PDU.</summary>
    public LogLevel Level { get; set; } = LogLevel.Information;

    /// <summary>Whether to log to standard output.</summary>
    public bool Console { get; set; } = true;

    /// <summary>A file to log to as well; a new one each day, and when one is full.</summary>
    public string? File { get; set; }

    /// <summary>Bytes after which a file is full. Ours: a quarter of Serilog's GiB, which few programs open any more.</summary>
    [Range(1_024L, 1L << 40)]
    public long MaxFileBytes { get; set; } = 256 << 20;

    /// <summary>How many files are kept; of more the oldest is removed. Serilog's own: a month of days.</summary>
    [Range(1, 100_000)]
    public int KeptFiles { get; set; } = 31;
}
