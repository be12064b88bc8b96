using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using RpcHttpProxy.Tracing;

namespace RpcHttpProxy.Hosting;

/// <summary>All that a process of RPC over HTTP servers is told.</summary>
public sealed class BackendHostSettings
{
    public BackendOptions Backend { get; set; } = new();

    public AdminOptions Admin { get; set; } = new();

    public TraceOptions Trace { get; set; } = new();

    public LogOptions Log { get; set; } = new();

    /// <summary>What carries connections.</summary>
    public EngineOptions Engine { get; set; } = new();

    /// <summary>Takes trace events instead of files, for demo and tests; not disposed of.</summary>
    public ITraceSink? TraceSink { get; set; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>Reads the sections <c>Backend</c>, <c>Admin</c>, <c>Trace</c> and <c>Log</c>.</summary>
    /// <exception cref="OptionsValidationException">A setting is unknown, or its value is of another kind; the message lists all of them.</exception>
    public static BackendHostSettings From(IConfiguration configuration)
    {
        var settings = new BackendHostSettings();
        configuration.BindAll(
            (BackendOptions.Section, settings.Backend), (AdminOptions.Section, settings.Admin), (TraceOptions.Section, settings.Trace),
            (LogOptions.Section, settings.Log), (EngineOptions.Section, settings.Engine));
        return settings;
    }
}
