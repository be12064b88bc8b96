using System.Net;
using System.Security.Claims;
using RpcHttpProxy.Edge.Principals;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Edge.Targets;

/// <summary>One rule: who may reach which servers, and at which addresses.</summary>
internal sealed class TargetRule
{
    /// <summary>Stands for every principal that is authenticated.</summary>
    public const string EverybodyKnown = "*";

    private readonly bool _isForEverybodyKnown;
    private readonly PrincipalPattern[] _principals;
    private readonly string[] _groups;
    private readonly AllowedTarget[] _targets;
    private readonly IPNetwork[] _networks;

    /// <summary>Takes options that are valid.</summary>
    public TargetRule(TargetRuleOptions options, AccountNames accounts)
    {
        _isForEverybodyKnown = options.Principals.Contains(EverybodyKnown);
        _principals = [.. options.Principals.Where(text => text != EverybodyKnown).Select(text =>
            PrincipalPattern.TryParse(text, accounts, out PrincipalPattern? pattern, out string? fault) ? pattern : throw new FormatException($"'{text}' {fault}"))];
        _groups = [.. options.Groups];
        _networks = [.. options.Addresses.Select(RefusedRanges.Parse)];
        _targets = [.. options.Targets.Select(text =>
            AllowedTarget.TryParse(text, out AllowedTarget? allowed, out string? fault) ? allowed : throw new FormatException($"'{text}' {fault}"))];
    }

    /// <summary>The entry by which <paramref name="user"/> may ask for <paramref name="target"/>; null when this rule has none.</summary>
    public AllowedTarget? Find(ClaimsPrincipal user, RpcRequestTarget target) =>
        IsFor(user) ? Array.Find(_targets, entry => entry.Matches(target)) : null;

    /// <summary>
    /// Whether a server that <paramref name="entry"/> allows may be reached at an address. One in a refused range must be named: by an entry
    /// that is this address, or a network of the rule that is no wider than any of the ranges that it is in.
    /// </summary>
    public bool Allows(AllowedTarget entry, IPAddress address, IReadOnlyList<RefusedRange> refusals) => _networks.Length > 0
        ? Array.Exists(_networks, network => network.Contains(address) && refusals.All(range => range.IsMeantBy(network)))
        : refusals.Count == 0 || entry.Names(address);

    private bool IsFor(ClaimsPrincipal user)
    {
        if (_principals.Length == 0 && _groups.Length == 0 && !_isForEverybodyKnown)
        {
            return true;
        }

        return PrincipalIdentity.Of(user) is { } principal
            && (_isForEverybodyKnown || Array.Exists(_principals, pattern => pattern.Matches(principal)) || Array.Exists(_groups, user.IsInRole));
    }
}
