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

    /// <summary>Takes trace events instead of files, for demo and tests; not disposed of.</summary>
    public ITraceSink? TraceSink { get; set; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>Reads the sections <c>Backend</c>, <c>Admin</c>, <c>Trace</c> and <c>Log</c>.</summary>
    public static BackendHostSettings From(IConfiguration configuration)
    {
        var settings = new BackendHostSettings();
        configuration.GetSection(BackendOptions.Section).Bind(settings.Backend);
        configuration.GetSection(AdminOptions.Section).Bind(settings.Admin);
        configuration.GetSection(TraceOptions.Section).Bind(settings.Trace);
        configuration.GetSection(LogOptions.Section).Bind(settings.Log);
        return settings;
    }
}
