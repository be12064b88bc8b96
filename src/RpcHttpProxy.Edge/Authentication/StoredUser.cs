namespace RpcHttpProxy.Edge.Authentication;

/// <summary>What a store knows about a user.</summary>
/// <param name="Name">The account's name as the store spells it; without a colon.</param>
/// <param name="Groups">The groups the user is in.</param>
public sealed record StoredUser(string Name, IReadOnlyList<string> Groups);
