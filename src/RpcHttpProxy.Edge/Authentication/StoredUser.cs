namespace RpcHttpProxy.Edge.Authentication;

/// <summary>What a store knows about a user.</summary>
/// <param name="Name">The name as the store spells it: the principal.</param>
/// <param name="Groups">The groups the user is in.</param>
public sealed record StoredUser(string Name, IReadOnlyList<string> Groups);
