using RpcHttpProxy.Differential.Tests.Wire;

namespace RpcHttpProxy.Differential.Tests.Cases.Golden;

/// <summary>A state of a role, and a leg on which PDUs come then.</summary>
/// <param name="Name">Role, state, leg.</param>
/// <param name="ReachAsync">Brings the role there. It is told the PDU that will be sent.</param>
internal sealed record GoldenState(string Name, Func<Script, byte[], Task<Reached>> ReachAsync)
{
    /// <summary>Where it is the first PDU of a channel: those that begin one. All others are refused, and nothing needs to be ended from this side.</summary>
    public string[]? Beginning { get; init; }

    /// <summary>Whether the role then connects to the server.</summary>
    public bool Connects { get; init; }

    /// <summary>Whether each PDU is sent with its fields off, too.</summary>
    public bool WithFieldsOff { get; init; }
}

/// <summary>A state that was reached.</summary>
/// <param name="Leg">The PDU is sent here.</param>
/// <param name="Other">
/// Where RPC PDUs go on to, if they do: one is sent behind the PDU, and comes out here if the connection lives. Until then, or until
/// the end, nothing is ended from this side.
/// </param>
internal sealed record Reached(Leg Leg, Leg? Other = null);
