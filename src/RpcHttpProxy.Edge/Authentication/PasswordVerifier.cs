using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using RpcHttpProxy.Edge.Principals;

namespace RpcHttpProxy.Edge.Authentication;

/// <summary>
/// Asks the store of users, for so many at once as were allowed and with so many waiting as can be served soon: a flood of wrong passwords
/// costs its share of the machine and no more.
/// </summary>
internal sealed class PasswordVerifier(IUserStore store, AuthenticationOptions options, TimeProvider time, ILogger<PasswordVerifier> logger)
{
    /* Ours: with a tenth of a second each, those who wait do so for some seconds at most. */
    private const int WaitingForEach = 32;

    private readonly VerifiedPasswords _verified = new(options.VerifiedLifetime, time);
    private readonly Turns _turns = new(
        options.ConcurrentVerifications > 0 ? options.ConcurrentVerifications : Math.Max(1, Environment.ProcessorCount / 2), WaitingForEach);

    /// <summary>The user, if this password was right lately: costs nothing.</summary>
    public StoredUser? FindVerified(BasicCredentials credentials) => _verified.Find(credentials, store.Version);

    /// <summary>Whether the store knows a user of that name: others' names aren't logged, for they may be passwords.</summary>
    public bool Knows(Principal principal) => store.Find(principal) is not null;

    /// <summary>Verifies a password, when its turn has come. Throws when cancelled, and never else.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "A store that fails lets nobody in, and the proxy lives on.")]
    public async ValueTask<Verification> VerifyAsync(BasicCredentials credentials, CancellationToken cancellation)
    {
        using Turns.Turn? turn = await _turns.TryTakeAsync(cancellation);
        if (turn is null)
        {
            return new Verification(null, IsBusy: true);
        }

        long version = store.Version;
        try
        {
            // In the pool: hashing must not hold up the connection's reader.
            StoredUser? user = await Task.Run(
                async () => await store.VerifyAsync(credentials.Name, credentials.Password, cancellation)
                    ?? (credentials.PasswordAsSent == credentials.Password
                        ? null
                        : await store.VerifyAsync(credentials.Name, credentials.PasswordAsSent, cancellation)), cancellation);
            if (user is not null)
            {
                _verified.Add(credentials, user, version);
            }

            return new Verification(user);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            Log.UserStoreFailed(logger, e.GetType().Name, e.Message);
            return new Verification(null, IsBusy: true);
        }
    }
}
