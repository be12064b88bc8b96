using System.Net;
using System.Security.Claims;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Edge.Targets;

/// <summary>One rule: who may reach which servers, and at which addresses.</summary>
internal sealed class TargetRule
{
    private const string EverybodyKnown = "*";

    private readonly HashSet<string> _principals;
    private readonly string[] _groups;
    private readonly AllowedTarget[] _targets;
    private readonly IPNetwork[] _networks;

    /// <summary>Takes options that are valid.</summary>
    public TargetRule(TargetRuleOptions options)
    {
        _principals = new HashSet<string>(options.Principals, StringComparer.OrdinalIgnoreCase);
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
        if (_principals.Count == 0 && _groups.Length == 0)
        {
            return true;
        }

        string principal = PrincipalName.Of(user);
        return principal.Length > 0
            && (_principals.Contains(EverybodyKnown) || _principals.Contains(principal) || Array.Exists(_groups, user.IsInRole));
    }
}
