using Microsoft.Extensions.Configuration;
using RpcHttpProxy.Tracing;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Hosting;

/// <summary>All that a process of proxies is told.</summary>
public sealed class ProxyHostSettings
{
    public ProxyOptions Proxy { get; set; } = new();

    public AdminOptions Admin { get; set; } = new();

    public TraceOptions Trace { get; set; } = new();

    public LogOptions Log { get; set; } = new();

    /// <summary>What carries connections.</summary>
    public EngineOptions Engine { get; set; } = new();

    /// <summary>Takes trace events instead of files, for demo and tests; not disposed of.</summary>
    public ITraceSink? TraceSink { get; set; }

    /// <summary>
    /// Reads the settings anew, for who may go where, when <see cref="ConfigurationFile"/> changes and on SIGHUP; null for never. May throw, which
    /// changes nothing.
    /// </summary>
    public Func<ProxyHostSettings>? Reread { get; set; }

    /// <summary>The file that is watched; null for none.</summary>
    public string? ConfigurationFile { get; set; }

    /// <summary>Who knows the addresses of servers' names.</summary>
    public INameResolver Names { get; set; } = SystemNameResolver.Instance;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>What could not be read, for <see cref="ProxyHost.Build"/> to tell with all else.</summary>
    internal IReadOnlyList<SettingFault> Faults { get; private set; } = [];

    /// <summary>
    /// Reads the sections <c>Proxy</c>, <c>Admin</c>, <c>Trace</c>, <c>Log</c> and <c>Engine</c>. A setting that is unknown, or whose value is of another
    /// kind, is left as it was: <see cref="ProxyHost.Build"/> refuses it, together with all else that is wrong.
    /// </summary>
    public static ProxyHostSettings From(IConfiguration configuration)
    {
        var settings = new ProxyHostSettings();
        settings.Faults = configuration.BindWhatFits(
            (ProxyOptions.Section, settings.Proxy), (AdminOptions.Section, settings.Admin), (TraceOptions.Section, settings.Trace),
            (LogOptions.Section, settings.Log), (EngineOptions.Section, settings.Engine));
        return settings;
    }
}
