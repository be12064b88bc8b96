using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Tests.Roles;

namespace RpcHttpProxy.Core.Tests.Disorder;

/// <summary>Where a PDU can come: a channel of a role in a state.</summary>
internal sealed record Place(RoleName Role, string State, ChannelLeg Leg, bool IsSuccessor)
{
    /// <summary>Every place of a role.</summary>
    public static IEnumerable<Place> All(RoleName role)
    {
        foreach (string state in Roles.Stage.LivingStates(role))
        {
            foreach (ChannelLeg leg in Roles.Stage.Legs(role))
            {
                yield return new Place(role, state, leg, false);
                if (Roles.Stage.At(role, state).FindSuccessor(leg) is not null)
                {
                    yield return new Place(role, state, leg, true);
                }
            }
        }
    }

    /// <summary>A connection in that state.</summary>
    public Stage Stage() => Roles.Stage.At(Role, State);

    /// <summary>The channel, of a stage.</summary>
    public Channel Channel(Stage stage) => IsSuccessor ? stage.OnSuccessor(Leg) : stage.OnOrNew(Leg);

    public override string ToString() => $"{Leg}{(IsSuccessor ? " (successor)" : "")} in {State} of {Role}";
}
