using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RpcHttpProxy.Hosting.Files;

namespace RpcHttpProxy.Hosting.Proxy;

/// <summary>
/// Reads who may go where anew when the configuration's file changes and on SIGHUP. Connections that are open stay until a channel of theirs is
/// replaced, or end at once (<see cref="Revocations"/>). A configuration with a fault changes nothing; of other settings it is said that they need a restart.
/// </summary>
internal sealed class PolicyReload(
    Func<ProxyOptions> read, string? file, ProxyOptions running, ProxyRoleHosts hosts, Revocations revocations, TimeProvider time, ILogger<PolicyReload> logger) : IHostedService, IDisposable
{
    private static readonly string[] s_read =
    [
        $"{ProxyOptions.Section}:{nameof(ProxyOptions.AllowedTargets)}", $"{ProxyOptions.Section}:{nameof(ProxyOptions.Rules)}",
        $"{ProxyOptions.Section}:{nameof(ProxyOptions.RefusedAddresses)}", $"{ProxyOptions.Section}:{nameof(ProxyOptions.TargetMap)}",
    ];

    private WatchedFiles? _files;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _files = new WatchedFiles([file], time, Reload);
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
            ProxyOptions options = read();
            IReadOnlyList<string> unread = SettingChanges.Between(ProxyOptions.Section, running, options, s_read);

            // Rules are read as the running process takes names: who is authenticated, and how, it goes on deciding as it did at its start.
            (options.Authentication, options.Tls) = (running.Authentication, running.Tls);
            ValidateOptionsResult result = new ProxyOptionsValidator { IsListenRequired = true }.Validate(null, options);
            if (result.Failed)
            {
                Log.PolicyReloadFailed(logger, string.Join(" ", result.Failures));
                return;
            }

            hosts.Targets = options.ToTargetPolicy();
            Log.PolicyReloaded(logger, options.AllowedTargets.Count + options.TargetMap.Count + options.Rules.Count);
            if (unread.Count > 0)
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
}
