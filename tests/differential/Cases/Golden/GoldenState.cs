using RpcHttpProxy.Differential.Tests.Wire;

namespace RpcHttpProxy.Differential.Tests.Cases.Golden;

/// <summary>A state of a role, and a leg on which PDUs come then.</summary>
/// <param name="Name">Role, state, leg.</param>
/// <param name="ReachAsync">Brings the role there; the leg on which the PDU, which it is told, is to be sent.</param>
internal sealed record GoldenState(string Name, Func<Script, byte[], Task<Leg>> ReachAsync)
{
    /// <summary>Whether RPC PDUs go on there: one is sent behind the PDU, and whether it comes out shows that the connection lives.</summary>
    public bool CarriesRpc { get; init; }

    /// <summary>PDUs with which the role connects to the server.</summary>
    public string[] Connecting { get; init; } = [];

    /// <summary>Whether each PDU is sent with its fields off, too.</summary>
    public bool WithFieldsOff { get; init; }
}
