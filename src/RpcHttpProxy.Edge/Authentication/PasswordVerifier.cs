using System.Diagnostics.CodeAnalysis;
using RpcHttpProxy.Edge.Principals;
using RpcHttpProxy.Engine.Blocking;

namespace RpcHttpProxy.Edge.Authentication;

/// <summary>
/// Asks the store of users, for so many at once as were allowed and with so many waiting as can be served soon: a flood of wrong passwords
/// costs its share of the machine and no more.
/// </summary>
/// <param name="store">The users.</param>
/// <param name="options">How many at once, and how long a password is remembered.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Told of faults of the store's.</param>
/// <param name="calls">Makes the verifications; null for one of its own.</param>
internal sealed class PasswordVerifier(
    IUserStore store, AuthenticationOptions options, TimeProvider time, AuthenticationLog log, BlockingScheduler? calls = null)
    : IDisposable
{
    /* Ours: with a tenth of a second each, those who wait do so for some seconds at most. */
    private const int WaitingForEach = 32;

    /* Ours: hashing takes a tenth of a second; a store of the application's may ask others. */
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(10);

    private readonly VerifiedPasswords _verified = new(options.VerifiedLifetime, time);
    private readonly BlockingScheduler _calls = calls ?? new("password verifications", BoundsOf(options), time);

    /// <summary>What makes the verifications.</summary>
    public BlockingScheduler Calls => _calls;

    /// <summary>The user, if this password was right lately: costs nothing.</summary>
    public StoredUser? FindVerified(BasicCredentials credentials) => _verified.Find(credentials, store.Version);

    /// <summary>Whether the store knows a user of that name: others' names aren't logged, for they may be passwords.</summary>
    public bool Knows(Principal principal) => store.Find(principal) is not null;

    /// <summary>Verifies a password, when its turn has come. Throws when cancelled, and where the store can't even tell its version.</summary>
    /// <param name="credentials">The name and the password.</param>
    /// <param name="address">Where they come from: each address has its share.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    [SuppressMessage("Design", "CA1031", Justification = "A store that fails lets nobody in, and the proxy lives on.")]
    public async ValueTask<PasswordVerification> VerifyAsync(BasicCredentials credentials, string address, CancellationToken cancellation)
    {
        long version = store.Version;
        try
        {
            StoredUser? user = await _calls.RunAsync(() => Verify(credentials, cancellation), address, cancellation);
            if (user is not null)
            {
                _verified.Add(credentials, user, version);
            }

            return new PasswordVerification(user);
        }
        catch (BlockingRefusedException)
        {
            return new PasswordVerification(null, IsBusy: true);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            log.UserStoreFailed(e);
            return new PasswordVerification(null, IsBusy: true);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _calls.Dispose();

    /// <summary>How much verifying may take.</summary>
    public static BlockingBounds BoundsOf(AuthenticationOptions options)
    {
        int threads = options.ConcurrentVerifications > 0 ? options.ConcurrentVerifications : Math.Max(1, Environment.ProcessorCount / 2);
        return new BlockingBounds
        {
            Threads = threads,
            ThreadsPerRequester = threads,
            CallsPerRequester = threads * WaitingForEach / 2, // an office behind one address needs many, others the rest
            Waiting = threads * WaitingForEach,
            Deadline = s_deadline,
        };
    }

    /// <summary>As names and passwords are compared, then as it was sent. Blocks: on a thread of the scheduler's.</summary>
    private StoredUser? Verify(BasicCredentials credentials, CancellationToken cancellation) =>
        Verify(credentials, credentials.Password, cancellation)
        ?? (credentials.PasswordAsSent == credentials.Password ? null : Verify(credentials, credentials.PasswordAsSent, cancellation));

    private StoredUser? Verify(BasicCredentials credentials, string password, CancellationToken cancellation) =>
        store.VerifyAsync(credentials.Name, password, cancellation).AsTask().GetAwaiter().GetResult();
}
