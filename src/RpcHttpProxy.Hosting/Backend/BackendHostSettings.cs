using Microsoft.Extensions.Configuration;
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

    /// <summary>What could not be read, for <see cref="BackendHost.Build"/> to tell with all else.</summary>
    internal IReadOnlyList<SettingFault> Faults { get; private set; } = [];

    /// <summary>
    /// Reads the sections <c>Backend</c>, <c>Admin</c>, <c>Trace</c>, <c>Log</c> and <c>Engine</c>. A setting that is unknown, or whose value is of another
    /// kind, is left as it was: <see cref="BackendHost.Build"/> refuses it, together with all else that is wrong.
    /// </summary>
    public static BackendHostSettings From(IConfiguration configuration)
    {
        var settings = new BackendHostSettings();
        settings.Faults = configuration.BindWhatFits(
            (BackendOptions.Section, settings.Backend), (AdminOptions.Section, settings.Admin), (TraceOptions.Section, settings.Trace),
            (LogOptions.Section, settings.Log), (EngineOptions.Section, settings.Engine));
        return settings;
    }
}
