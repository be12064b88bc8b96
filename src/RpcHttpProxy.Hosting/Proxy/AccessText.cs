using RpcHttpProxy.Edge.Targets;

namespace RpcHttpProxy.Hosting.Proxy;

/// <summary>Says who may reach which servers, in a sentence for the operator.</summary>
internal static class AccessText
{
    /// <summary>Said where nobody may reach any.</summary>
    public const string Nothing = "no targets are allowed";

    /// <summary><c>allowed: a:1; for alice, group ops: b:2; for everybody, at 10.1.0.0/16: c:3</c></summary>
    public static string Of(ProxyOptions options)
    {
        string[] forAll = [.. options.AllowedTargets, .. options.TargetMap];
        string[] parts = [.. forAll.Length > 0 ? [string.Join(", ", forAll)] : Array.Empty<string>(), .. options.Rules.Select(Of)];
        return parts.Length == 0 ? Nothing : $"allowed{(forAll.Length > 0 ? "" : " by rules")}: {string.Join("; ", parts)}";
    }

    private static string Of(TargetRuleOptions rule)
    {
        string[] who =
        [
            .. rule.Principals.Select(principal => principal == TargetRule.EverybodyKnown ? "everybody who is authenticated" : principal),
            .. rule.Groups.Select(group => $"group {group}"),
        ];
        string whom = who.Length == 0 ? "everybody" : string.Join(", ", who);
        string where = rule.Addresses.Count == 0 ? "" : $", at {string.Join(", ", rule.Addresses)}";
        return $"for {whom}{where}: {string.Join(", ", rule.Targets)}";
    }
}
