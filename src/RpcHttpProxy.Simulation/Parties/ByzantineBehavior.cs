namespace RpcHttpProxy.Simulation.Parties;

/// <summary>What somebody who sits on all wires of its own virtual connection does there.</summary>
internal enum ByzantineBehavior
{
    /// <summary>Doubles PDUs, holds them back, brings earlier ones again, changes, invents and drops them.</summary>
    Lies,

    /// <summary>Changes OUT_R2/A7, so that it confirms another successor than the server knows.</summary>
    Forges,

    /// <summary>Keeps to the rules, until it breaks them in a certain state of one of the machines.</summary>
    Strikes,
}
