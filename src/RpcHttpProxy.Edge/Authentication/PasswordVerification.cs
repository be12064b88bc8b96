namespace RpcHttpProxy.Edge.Authentication;

/// <summary>What came of verifying a password.</summary>
/// <param name="User">Whose it is; null when it is wrong, or wasn't verified.</param>
/// <param name="IsBusy">It wasn't: too many others are being verified.</param>
internal readonly record struct PasswordVerification(StoredUser? User, bool IsBusy = false);
