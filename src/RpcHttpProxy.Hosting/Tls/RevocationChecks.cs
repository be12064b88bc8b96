using System.Security.Cryptography.X509Certificates;
using RpcHttpProxy.Engine.Blocking;

namespace RpcHttpProxy.Hosting.Tls;

/// <summary>
/// Asks whether clients' certificates are revoked. That may fetch a list from an authority's server, and blocks: on threads of its own, after
/// the handshake, which would hold a thread of the pool.
/// </summary>
/// <param name="time">The clock of the deadline.</param>
/// <param name="ask">Takes the place of the system, for tests: the certificate first, then what came along; null when it is not revoked, else what is wrong.</param>
internal sealed class RevocationChecks(TimeProvider time, Func<X509Certificate2Collection, X509ChainPolicy, string?>? ask = null) : IDisposable
{
    /* Ours: for one list; there is one for each authority in the chain. */
    private static readonly TimeSpan s_fetching = TimeSpan.FromSeconds(5);

    private readonly Func<X509Certificate2Collection, X509ChainPolicy, string?> _ask = ask ?? Ask;

    /// <summary>Makes the checks. All numbers are ours; a list is fetched once and kept.</summary>
    public BlockingScheduler Calls { get; } = new(
        "revocation checks",
        new BlockingBounds { Threads = 8, ThreadsPerRequester = 4, CallsPerRequester = 64, Waiting = 256, Deadline = TimeSpan.FromSeconds(12) },
        time);

    /// <summary>What is wrong with a certificate; null for nothing. Throws as <see cref="BlockingScheduler.RunAsync"/> does.</summary>
    /// <param name="chain">The certificate, then what the client sent along, its issuers among them.</param>
    /// <param name="policy">The authorities, and what kind of check.</param>
    /// <param name="address">Where the client is: each address has its share.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public Task<string?> FaultAsync(X509Certificate2Collection chain, X509ChainPolicy policy, string address, CancellationToken cancellation) =>
        Calls.RunAsync(() => _ask(chain, policy), address, cancellation);

    public void Dispose() => Calls.Dispose();

    private static string? Ask(X509Certificate2Collection certificates, X509ChainPolicy policy)
    {
        policy.UrlRetrievalTimeout = s_fetching;
        policy.ExtraStore.AddRange(certificates);
        using var chain = new X509Chain { ChainPolicy = policy };
        return chain.Build(certificates[0]) ? null : string.Join(", ", chain.ChainStatus.Select(status => status.Status).Distinct());
    }
}
