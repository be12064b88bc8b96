using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Client;
using RpcHttpProxy.Core.InboundProxy;
using RpcHttpProxy.Core.Machines;
using RpcHttpProxy.Core.OutboundProxy;
using RpcHttpProxy.Core.ProxyUse;
using RpcHttpProxy.Core.Requests;
using RpcHttpProxy.Core.Server;
using RpcHttpProxy.Core.Tests.Roles;
using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.Tests.Machines;

/// <summary>What one trigger did: the state after it and the effects, the move itself apart.</summary>
internal sealed record MachineRun(string State, string[] Moves, string[] Requests, string[] OpenChannels);

/// <summary>A machine that can be put into a state and given a trigger, by name.</summary>
internal abstract class MachineUnderTest(string name, Type states, Type triggers)
{
    public static IReadOnlyList<MachineUnderTest> All { get; } =
    [
        new ProxyUseUnderTest(),
        new RoleMachineUnderTest<ClientOpenState, ClientOpenTrigger, ClientConnection>("ClientOpen", RoleName.Client,
            (connection, trigger, pdu) => Fire(ClientOpenMachine.ForThisThread, connection, trigger, pdu)),
        new RoleMachineUnderTest<ClientInChannelState, ClientInChannelTrigger, ClientConnection>("ClientInChannel", RoleName.Client,
            (connection, trigger, pdu) => Fire(ClientInChannelMachine.ForThisThread, connection, trigger, pdu)),
        new RoleMachineUnderTest<ClientOutChannelState, ClientOutChannelTrigger, ClientConnection>("ClientOutChannel", RoleName.Client,
            (connection, trigger, pdu) => Fire(ClientOutChannelMachine.ForThisThread, connection, trigger, pdu)),
        new RoleMachineUnderTest<InboundProxyState, InboundProxyTrigger, InboundProxyConnection>("InboundProxy", RoleName.InboundProxy,
            (connection, trigger, pdu) => Fire(InboundProxyMachine.ForThisThread, connection, trigger, pdu)),
        new RoleMachineUnderTest<OutboundProxyState, OutboundProxyTrigger, OutboundProxyConnection>("OutboundProxy", RoleName.OutboundProxy,
            (connection, trigger, pdu) => Fire(OutboundProxyMachine.ForThisThread, connection, trigger, pdu)),
        new RoleMachineUnderTest<ServerOpenState, ServerOpenTrigger, ServerConnection>("ServerOpen", RoleName.Server,
            (connection, trigger, pdu) => Fire(ServerOpenMachine.ForThisThread, connection, trigger, pdu)),
        new RoleMachineUnderTest<ServerInChannelState, ServerInChannelTrigger, ServerConnection>("ServerInChannel", RoleName.Server,
            (connection, trigger, pdu) => Fire(ServerInChannelMachine.ForThisThread, connection, trigger, pdu)),
        new RoleMachineUnderTest<ServerOutChannelState, ServerOutChannelTrigger, ServerConnection>("ServerOutChannel", RoleName.Server,
            (connection, trigger, pdu) => Fire(ServerOutChannelMachine.ForThisThread, connection, trigger, pdu)),
    ];

    public string Name { get; } = name;

    public string[] States { get; } = Enum.GetNames(states);

    public string[] Triggers { get; } = Enum.GetNames(triggers);

    /// <summary>Brings a fresh instance into the state and fires the trigger.</summary>
    public abstract MachineRun Fire(string state, string trigger);

    public override string ToString() => Name;

    private static void Fire<TState, TTrigger, TConnection>(
        RoleMachine<TState, TTrigger, TConnection> machine, TConnection connection, TTrigger trigger, RtsPdu? pdu)
        where TState : struct, Enum
        where TTrigger : struct, Enum
        where TConnection : VirtualConnection
    {
        if (pdu is null)
        {
            machine.Fire(connection, trigger);
        }
        else
        {
            machine.Fire(connection, trigger, connection.Channels[^1], pdu);
        }
    }
}

internal sealed class RoleMachineUnderTest<TState, TTrigger, TConnection>(
    string name, RoleName role, Action<TConnection, TTrigger, RtsPdu?> fire)
    : MachineUnderTest(name, typeof(TState), typeof(TTrigger))
    where TState : struct, Enum
    where TTrigger : struct, Enum
    where TConnection : VirtualConnection
{
    // Where in the name of a state that names three machines this one stands.
    private readonly int _place = name switch { "ClientInChannel" or "ServerInChannel" => 1, "ClientOutChannel" or "ServerOutChannel" => 2, _ => 0 };

    public override MachineRun Fire(string state, string trigger)
    {
        Stage stage = state == "Finished" ? Finished() : Stage.At(role, Whole(state));
        Prepare(stage, state, trigger);

        // The three ways out are fired behind the reason that leads to them.
        if (trigger == "CONN_CLOSE")
        {
            stage.Connection.TrySetCloseReason(CloseReason.Shutdown, "");
        }

        if (trigger == "CONN_ERROR")
        {
            stage.Connection.TrySetCloseReason(CloseReason.SetupTimeout, "");
        }

        if (trigger == "PROTOCOL_ERROR")
        {
            stage.Connection.TrySetCloseReason(CloseReason.MalformedRtsPdu, "");
        }

        string[] open = [.. stage.Connection.Channels.Where(channel => !channel.IsClosed).Select(channel => channel.Leg.ToString())];
        stage.Connection.ClearRequests();
        fire((TConnection)stage.Connection, Enum.Parse<TTrigger>(trigger), PduOf(trigger));
        string[] states = stage.Connection.StateName.Split('/');
        return new MachineRun(states[Math.Min(_place, states.Length - 1)], MovesIn(stage.Connection.Requests, Name), stage.RequestTexts(), open);
    }

    private string Whole(string state) => (_place, state) switch
    {
        (1, _) => $"Opened/{state}/Opened",
        (2, _) => $"Opened/Opened/{state}",
        _ => state,
    };

    /// <summary>What the role has seen to before it fires: an incoming channel is there, a successor's own connection too.</summary>
    private void Prepare(Stage stage, string state, string trigger)
    {
        switch (Name, state, trigger)
        {
            case ("ServerOpen", _, "CONN_A2"):
                stage.OnOrNew(ChannelLeg.ServerOut);
                break;
            case ("ServerOpen", _, "CONN_B2" or "OtherPdu"):
                stage.OnOrNew(ChannelLeg.ServerIn);
                break;
            case ("ServerInChannel", "Opened", "IN_R1_A2"):
                stage.TakeIn(ChannelLeg.ServerIn);
                break;
            case ("ServerOutChannel", "Opened_A4W", "OUT_R1_A4"):
                stage.TakeIn(ChannelLeg.ServerOut);
                break;
            case ("InboundProxy", "Opened", "IN_R2_A1"):
                stage.TakeIn(ChannelLeg.ClientIn);
                break;
            case ("OutboundProxy", "Opened", "OUT_R2_A3"):
                stage.TakeIn(ChannelLeg.ClientOut);
                break;
        }
    }

    /// <summary>The moves of one machine: the end of one is that of the others.</summary>
    internal static string[] MovesIn(IEnumerable<Request> requests, string machine) =>
        [.. requests.OfType<Request.Transitioned>().Where(move => move.Machine == machine)
            .Select(move => $"{move.Machine}: {move.From} --{move.Trigger}--> {move.To}")];

    private static RtsPdu? PduOf(string trigger) =>
        trigger == "OtherPdu" ? SamplePdus.Of(RtsPduKind.Echo)
        : Enum.TryParse(trigger, out RtsPduKind kind) ? SamplePdus.Of(kind)
        : null;

    private Stage Finished() =>
        Stage.At(role, "Opened").Handle(new Core.Inputs.Input.CloseRequested(CloseReason.Shutdown, ""));
}

internal sealed class ProxyUseUnderTest() : MachineUnderTest("ProxyUse", typeof(ProxyUseState), typeof(ProxyUseTrigger))
{
    public override MachineRun Fire(string state, string trigger)
    {
        var determination = new ProxyUseDetermination(
            ProxyUseDetermination.DefaultTimer, ProxyUseDetermination.DefaultDeadline);
        foreach (ProxyUseTrigger step in WayTo(Enum.Parse<ProxyUseState>(state)))
        {
            determination.Fire(step);
        }

        Assert.Equal(state, determination.State.ToString());

        determination.ClearRequests();
        determination.Fire(Enum.Parse<ProxyUseTrigger>(trigger));
        string[] texts = [.. determination.Requests.Where(request => request is not Request.Transitioned).Select(request => request.ToString())];
        return new MachineRun(
            determination.State.ToString(),
            [.. determination.Requests.OfType<Request.Transitioned>().Select(move => $"{move.Machine}: {move.From} --{move.Trigger}--> {move.To}")],
            texts, []);
    }

    private static ProxyUseTrigger[] WayTo(ProxyUseState state) => state switch
    {
        ProxyUseState.Start => [],
        ProxyUseState.Wait => [ProxyUseTrigger.SendBothEchoRequests],
        ProxyUseState.Wait_Direct => [ProxyUseTrigger.SendBothEchoRequests, ProxyUseTrigger.HttpProxyResponse],
        ProxyUseState.Wait_Indirect => [ProxyUseTrigger.SendBothEchoRequests, ProxyUseTrigger.DirectFailed],
        ProxyUseState.Wait_DirectOnly => [ProxyUseTrigger.SendDirectEchoRequest],
        ProxyUseState.Direct => [ProxyUseTrigger.SendDirectEchoRequest, ProxyUseTrigger.DirectResponse],
        ProxyUseState.Indirect => [.. WayTo(ProxyUseState.Wait_Direct), ProxyUseTrigger.TimeExpired],
        _ => [ProxyUseTrigger.SendDirectEchoRequest, ProxyUseTrigger.DirectFailed],
    };
}
