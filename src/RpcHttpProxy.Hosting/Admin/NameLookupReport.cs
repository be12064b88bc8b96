using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Hosting.Admin;

/// <summary>The names that the system's resolver is asked for.</summary>
/// <param name="Running">How many hold a thread: when as many as may, for long, the resolver doesn't answer.</param>
/// <param name="MaxRunning">How many may.</param>
/// <param name="Waiting">How many wait for a thread.</param>
internal sealed record NameLookupReport(int Running, int MaxRunning, int Waiting)
{
    public static NameLookupReport Now() =>
        new(SystemNameResolver.Instance.Running, SystemNameResolver.Instance.MaxRunning, SystemNameResolver.Instance.Waiting);
}
