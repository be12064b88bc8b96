using System.Net;
using System.Security.Claims;
using RpcHttpProxy.Edge.Principals;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.Transport.Channels;
using RpcHttpProxy.Transport.Sockets;

namespace RpcHttpProxy.Edge.Targets;

/// <summary>Which servers clients may ask for, and at which addresses: none, unless the operator named it.</summary>
internal sealed class TargetPolicy
{
    private readonly TargetRule[] _rules;
    private readonly TargetMap _map;
    private readonly RefusedRange[] _refused;

    /// <summary>Takes settings that are valid.</summary>
    /// <param name="allowed">Targets that everybody may ask for.</param>
    /// <param name="rules">Those that only some may.</param>
    /// <param name="refused">Networks that no name may lead to.</param>
    /// <param name="map">Entries of the target map.</param>
    /// <param name="accounts">Which of the principals' names are one.</param>
    public TargetPolicy(
        IList<string> allowed, IEnumerable<TargetRuleOptions> rules, IEnumerable<string> refused, IEnumerable<string> map, AccountNames accounts)
    {
        _rules = [new TargetRule(new TargetRuleOptions { Targets = allowed }, accounts), .. rules.Select(rule => new TargetRule(rule, accounts))];
        _refused = [.. refused.Select(network => new RefusedRange(RefusedRanges.Parse(network), "a refused network"))];
        _map = new TargetMap(map.Select(text =>
            TargetMapEntry.TryParse(text, out TargetMapEntry? entry, out string? fault)
                ? entry
                : throw new FormatException($"'{text}' {fault}")));
    }

    /// <summary>What <paramref name="user"/> is granted who asks for <paramref name="target"/> from an address; null when nothing.</summary>
    public ServerGrant? Grant(ClaimsPrincipal user, RpcRequestTarget target, IPAddress? clientAddress)
    {
        if (_map.Find(target) is { To: var server } mapped)
        {
            // The operator wrote the entry: what it says is allowed, and no more.
            AllowedTarget entry = AllowedTarget.Only(server);
            return Grant(server, (address, refusals) => refusals.Count == 0 || entry.Names(address)) with { IsEncrypted = mapped.IsEncrypted };
        }

        (TargetRule Rule, AllowedTarget Entry)[] matches = [.. Matches(user, target)];
        return matches.Length == 0
            ? null
            : Grant(target, (address, refusals) => Array.Exists(matches, match => match.Rule.Allows(match.Entry, address, refusals)));

        ServerGrant Grant(RpcRequestTarget server, Func<IPAddress, IReadOnlyList<RefusedRange>, bool> allows) => new(target)
        {
            Server = server,
            Principal = PrincipalIdentity.Of(user)?.ToString() ?? ServerGrant.Anonymous,
            ClientAddress = clientAddress,
            Refuses = address =>
            {
                address = PeerName.Plain(address);
                IReadOnlyList<RefusedRange> refusals = RefusedRanges.FindAll(address, _refused);
                return allows(address, refusals) ? null : refusals.Count > 0 ? refusals[0].Name : "in no network of the rule";
            },
        };
    }

    private IEnumerable<(TargetRule Rule, AllowedTarget Entry)> Matches(ClaimsPrincipal user, RpcRequestTarget target)
    {
        foreach (TargetRule rule in _rules)
        {
            if (rule.Find(user, target) is { } entry)
            {
                yield return (rule, entry);
            }
        }
    }
}
