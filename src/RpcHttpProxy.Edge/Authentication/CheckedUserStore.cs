using System.Diagnostics.CodeAnalysis;
using RpcHttpProxy.Edge.Principals;

namespace RpcHttpProxy.Edge.Authentication;

/// <summary>
/// A store of users that throws <see cref="UserStoreException"/> and nothing else, but for the caller's cancellation: an application's store may throw anything,
/// and who asks is to refuse one request, not to fail.
/// </summary>
[SuppressMessage("Design", "CA1031", Justification = "The application's store may throw anything.")]
internal sealed class CheckedUserStore(IUserStore store) : IUserStore
{
    /// <inheritdoc/>
    public long Version
    {
        get
        {
            try
            {
                return store.Version;
            }
            catch (Exception e)
            {
                throw new UserStoreException(e);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<StoredUser?> VerifyAsync(string name, string password, CancellationToken cancellation)
    {
        try
        {
            return await store.VerifyAsync(name, password, cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            throw new UserStoreException(e);
        }
    }

    /// <inheritdoc/>
    public StoredUser? Find(Principal principal)
    {
        try
        {
            return store.Find(principal);
        }
        catch (Exception e)
        {
            throw new UserStoreException(e);
        }
    }
}
