using RpcHttpProxy.Edge.Principals;

namespace RpcHttpProxy.Edge.Authentication;

/// <summary>The store of a proxy that was given none.</summary>
internal sealed class NoUsers : IUserStore
{
    public long Version => 0;

    public ValueTask<StoredUser?> VerifyAsync(string name, string password, CancellationToken cancellation) => ValueTask.FromResult<StoredUser?>(null);

    public StoredUser? Find(Principal principal) => null;
}
