namespace RpcHttpProxy.Edge.Targets;

/// <summary>One rule of <c>Proxy:Rules</c>: who may reach which servers, and at which addresses.</summary>
public sealed class TargetRuleOptions
{
    /// <summary>
    /// Principals the rule is for, as authentication names them (<c>alice</c>, <c>LAB\alice</c>), in upper or lower case, or with the authority
    /// that vouches for the name (<c>users:alice</c>, <c>domain:LAB\alice</c>, <c>certificate:alice</c>, <c>certificate(CN=Lab CA):alice</c>);
    /// <c>*</c> is every client that is authenticated. With neither principals nor groups the rule is for everybody, anonymous clients included.
    /// </summary>
    public IList<string> Principals { get; set; } = [];

    /// <summary>Groups the rule is for: role claims of the authenticated user.</summary>
    public IList<string> Groups { get; set; } = [];

    /// <summary>Servers, as <c>Proxy:AllowedTargets</c> writes them; at least one.</summary>
    public IList<string> Targets { get; set; } = [];

    /// <summary>
    /// Networks such as <c>10.1.0.0/16</c> that the servers' addresses must be in, even those that are otherwise refused. None: any address
    /// that isn't refused.
    /// </summary>
    public IList<string> Addresses { get; set; } = [];
}
