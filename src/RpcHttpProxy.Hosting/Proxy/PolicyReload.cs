using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.Hosting.Files;

namespace RpcHttpProxy.Hosting.Proxy;

/// <summary>
/// Reads who may go where anew when the configuration's file changes and on SIGHUP. Connections that are open stay until a channel of theirs is
/// replaced, or end at once (<see cref="Revocations"/>). A configuration with a fault changes nothing; of other settings, in whatever section, it is said that they need a restart.
/// </summary>
internal sealed class PolicyReload(
    Func<ProxyHostSettings> read, ProxyHostSettings running, ProxyRoleHosts hosts, Revocations revocations, IUserStore users, ILogger<PolicyReload> logger)
    : IHostedService, IDisposable
{
    private static readonly string[] s_read =
    [
        $"{ProxyOptions.Section}:{nameof(ProxyOptions.AllowedTargets)}", $"{ProxyOptions.Section}:{nameof(ProxyOptions.Rules)}",
        $"{ProxyOptions.Section}:{nameof(ProxyOptions.RefusedAddresses)}", $"{ProxyOptions.Section}:{nameof(ProxyOptions.TargetMap)}",
    ];

    /* Read at the start, and part of what a rule means: a server would be reached in the clear, or trusted otherwise than the file says. */
    private static readonly string[] s_trust =
    [
        $"{ProxyOptions.Section}:{nameof(ProxyOptions.ServerTls)}", $"{ProxyOptions.Section}:{nameof(ProxyOptions.ServerCa)}",
        $"{ProxyOptions.Section}:{nameof(ProxyOptions.ServerCrl)}", $"{ProxyOptions.Section}:{nameof(ProxyOptions.ServerIdentity)}",
    ];

    private WatchedFiles? _files;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _files = new WatchedFiles([running.ConfigurationFile], running.Time, Reload);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _files?.Dispose();
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever is wrong with what an operator has just written, the proxy goes on as it was.")]
    private void Reload()
    {
        try
        {
            ProxyHostSettings settings = read();
            ProxyOptions options = settings.Proxy;
            string[] unread = [.. Unread(settings)];

            // Rules are read as the running process takes names: who is authenticated, and how, it goes on deciding as it did at its start.
            (options.Authentication, options.Tls) = (running.Proxy.Authentication, running.Proxy.Tls);
            string[] faults = [.. OptionsFaults.All(settings.Faults, new ProxyOptionsValidator { IsListenRequired = true }.Validate(null, options))];
            if (faults.Length > 0)
            {
                Log.PolicyReloadFailed(logger, string.Join(" ", faults));
                return;
            }

            if (unread.FirstOrDefault(name => s_trust.Any(trust => name.StartsWith(trust, StringComparison.Ordinal))) is { } trust)
            {
                Log.PolicyReloadFailed(logger, $"{trust} has changed, which decides how servers are reached and is read at the start only: restart the proxy.");
                return;
            }

            hosts.Targets = options.ToTargetPolicy();
            Log.PolicyReloaded(logger, options.AllowedTargets.Count + options.TargetMap.Count + options.Rules.Count);
            AccessWarnings.Tell(logger, options, users);
            if (unread.Length > 0)
            {
                Log.RestartNeeded(logger, string.Join(", ", unread));
            }

            revocations.Apply();
        }
        catch (Exception e)
        {
            Log.PolicyReloadFailed(logger, e.InnerException is { } inner ? $"{e.Message} {inner.Message}" : e.Message);
        }
    }

    /// <summary>What differs from what the process runs by, and is read at its start only.</summary>
    private IEnumerable<string> Unread(ProxyHostSettings settings) =>
    [
        .. SettingChanges.Between(ProxyOptions.Section, running.Proxy, settings.Proxy, s_read),
        .. SettingChanges.Between(AdminOptions.Section, running.Admin, settings.Admin),
        .. SettingChanges.Between(TraceOptions.Section, running.Trace, settings.Trace),
        .. SettingChanges.Between(LogOptions.Section, running.Log, settings.Log),
        .. SettingChanges.Between(EngineOptions.Section, running.Engine, settings.Engine),
    ];
}
