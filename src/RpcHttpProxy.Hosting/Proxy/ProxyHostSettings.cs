using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
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
    /// Reads the proxy's options anew, for who may go where, when <see cref="ConfigurationFile"/> changes and on SIGHUP; null for never. May
    /// throw, which changes nothing.
    /// </summary>
    public Func<ProxyOptions>? Reread { get; set; }

    /// <summary>The file that is watched; null for none.</summary>
    public string? ConfigurationFile { get; set; }

    /// <summary>Who knows the addresses of servers' names.</summary>
    public INameResolver Names { get; set; } = SystemNameResolver.Instance;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>Reads the sections <c>Proxy</c>, <c>Admin</c>, <c>Trace</c> and <c>Log</c>.</summary>
    /// <exception cref="OptionsValidationException">A setting is unknown, or its value is of another kind; the message lists all of them.</exception>
    public static ProxyHostSettings From(IConfiguration configuration)
    {
        var settings = new ProxyHostSettings();
        configuration.BindAll(
            (ProxyOptions.Section, settings.Proxy), (AdminOptions.Section, settings.Admin), (TraceOptions.Section, settings.Trace),
            (LogOptions.Section, settings.Log), (EngineOptions.Section, settings.Engine));
        return settings;
    }
}
