using RpcHttpProxy.Engine.Blocking;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Hosting.Descriptors;

/// <summary>What a process may open besides the connections it is there for. Each number is how many of it may be open at one moment.</summary>
internal static class DescriptorReserve
{
    /* CoreCLR: a thread that starts holds a pipe until it runs. The pool starts one after another, and as many as there are processors at once. */
    private const int PerStartingThread = 2;

    private const int FewestStartingThreads = 16;

    /* glibc: a socket for UDP, another for TCP when the answer is long; the files of nsswitch.conf(5) are open one at a time. */
    private const int PerNameLookup = 2;

    /* Log and trace, each with its successor when it is rolled; settings, users, certificates and keys when they are read again; /proc for
       /counters; the console. */
    private const int Files = 24;

    /* Assemblies that aren't loaded at start (ReferencedAssemblies): those that the framework's own refer to. Some 20 were seen to be loaded by
       requests, GSSAPI and TLS. */
    private const int Assemblies = 64;

    /* Each listener accepts a connection beyond its limit in order to close it; some listeners. */
    private const int Refused = 8;

    /* GSSAPI: a keytab or a replay cache, and winbind's socket. */
    private const int PerGssCall = 2;

    /* A list of revoked certificates: the connection to its server, and the file that keeps it. */
    private const int PerRevocationCheck = 2;

    /// <summary>A process's reserve.</summary>
    /// <param name="hasAdmin">It has an admin listener.</param>
    /// <param name="gss">What makes GSSAPI's calls, if it authenticates by them.</param>
    /// <param name="revocation">What checks for revoked certificates, if anything does.</param>
    public static int Of(bool hasAdmin, BlockingScheduler? gss, BlockingScheduler? revocation) =>
        (PerStartingThread * Math.Max(FewestStartingThreads, Environment.ProcessorCount))
        + (PerNameLookup * MostOf(SystemNameResolver.Instance.Calls))
        + Files + Assemblies + Refused
        + (hasAdmin ? AdminOptions.MaxConnections : 0)
        + (PerGssCall * MostOf(gss))
        + (PerRevocationCheck * MostOf(revocation));

    /// <summary>Calls that hold descriptors at one moment, at most: those that were given up go on.</summary>
    private static int MostOf(BlockingScheduler? calls) => calls is null ? 0 : calls.Bounds.Threads + calls.Bounds.MaxAbandoned;
}
