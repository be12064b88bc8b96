using RpcHttpProxy.Differential.Tests.Roles;
using RpcHttpProxy.Differential.Tests.Wire;

namespace RpcHttpProxy.Differential.Tests.Cases.Golden;

/// <summary>The states in which each vector is sent, by role as <c>specs/machines</c> has them.</summary>
internal static class GoldenStates
{
    private static readonly string[] s_beginIn = ["CONN_B1", "IN_R1_A1", "IN_R2_A1"];
    private static readonly string[] s_beginAtServer = ["CONN_A2", "CONN_B2", "CONN_B2_IPv6"];
    private static readonly string[] s_beginOut = ["CONN_A1", "OUT_R1_A3", "OUT_R2_A3"];

    public static IReadOnlyList<GoldenState> All { get; } = [.. Inbound, .. Outbound, .. Both, .. Backend];

    private static IEnumerable<GoldenState> Inbound =>
    [
        State("inbound, first PDU", script => script.InAsync(Role.Inbound)) with { Beginning = s_beginIn, Connects = true },
        State("inbound over TLS, first PDU",
            script => script.InAsync(Role.Inbound, tls: true)) with { Beginning = s_beginIn, Connects = true },
        State("inbound B3W, from the client", script => Openings.InboundB3WAsync(script), legs => legs.In),
        State("inbound B3W, from the server", script => Openings.InboundB3WAsync(script), legs => legs.Server),
        State("inbound Opened, from the client",
            script => Openings.InboundAsync(script), legs => legs.In, legs => legs.Server) with { WithFieldsOff = true },
        State("inbound over TLS Opened, from the client",
            script => Openings.InboundAsync(script, tls: true), legs => legs.In, legs => legs.Server),
        State("inbound Opened, from the server", script => Openings.InboundAsync(script), legs => legs.Server),
        State("inbound Opened_A5W, from the predecessor", script => Openings.InboundA5WAsync(script), legs => legs.In),
        State("inbound Opened_A5W, from the successor", script => Openings.InboundA5WAsync(script), legs => legs.Successor),
        State("inbound Opened_A5W, from the server", script => Openings.InboundA5WAsync(script), legs => legs.Server),
        State("inbound Wait_B2, from the client", script => Openings.InboundWaitB2Async(script), legs => legs.In),
        State("inbound Wait_B2, from the server", script => Openings.InboundWaitB2Async(script), legs => legs.Server),
    ];

    private static IEnumerable<GoldenState> Outbound =>
    [
        State("outbound, first PDU",
            (script, pdu) => script.OutAsync(Role.Outbound, length: Math.Max(76, pdu.Length))) with { Beginning = s_beginOut, Connects = true },
        State("outbound over TLS, first PDU",
            (script, pdu) => script.OutAsync(Role.Outbound, tls: true, length: Math.Max(76, pdu.Length))) with { Beginning = s_beginOut, Connects = true },
        State("outbound C1W, from the client",
            (script, pdu) => Openings.OutboundC1WAsync(script, length: 76 + pdu.Length), legs => legs.Out),
        State("outbound C1W, from the server", script => Openings.OutboundC1WAsync(script), legs => legs.Server),
        State("outbound Opened, from the client",
            (script, pdu) => Openings.OutboundAsync(script, length: 76 + pdu.Length), legs => legs.Out),
        State("outbound Opened, from the server",
            script => Openings.OutboundAsync(script), legs => legs.Server, legs => legs.Out) with { WithFieldsOff = true },
        State("outbound over TLS Opened, from the server",
            script => Openings.OutboundAsync(script, tls: true), legs => legs.Server, legs => legs.Out),
        State("outbound A11W, from the client", (script, pdu) => Openings.OutboundA11WAsync(script, pdu.Length), legs => legs.Out),
        State("outbound A11W, from the server", script => Openings.OutboundA11WAsync(script, 24), legs => legs.Server),
        State("outbound B1OrC1W, from the successor",
            (script, pdu) => Openings.OutboundB1OrC1WAsync(script, pdu.Length), legs => legs.Successor),
        State("outbound B1OrC1W, from the server", script => Openings.OutboundB1OrC1WAsync(script), legs => legs.Server, legs => legs.Out),
        State("outbound B1W, from the server", script => Openings.OutboundB1WAsync(script), legs => legs.Server, legs => legs.Out),
        State("outbound R2C1W, from the successor",
            (script, pdu) => Openings.OutboundR2C1WAsync(script, pdu.Length), legs => legs.Successor),
        State("outbound R2C1W, from the server", script => Openings.OutboundR2C1WAsync(script), legs => legs.Server),
    ];

    private static IEnumerable<GoldenState> Both =>
    [
        State("both Opened, from the client", script => Openings.BothAsync(script), legs => legs.In, legs => legs.ServerIn),
        State("both Opened, from the server on IN", script => Openings.BothAsync(script), legs => legs.ServerIn),
        State("both Opened, from the server on OUT", script => Openings.BothAsync(script), legs => legs.ServerOut, legs => legs.Out),
    ];

    private static IEnumerable<GoldenState> Backend =>
    [
        State("backend, first PDU", script => script.ConnectAsync("server", Role.Backend)) with { Beginning = s_beginAtServer },
        State("backend over TLS, first PDU", script => script.ConnectAsync("server", Role.TlsBackend)) with { Beginning = s_beginAtServer },
        State("backend B2W, on OUT", script => Openings.BackendB2WAsync(script)),
        State("backend A2W, on IN", script => Openings.BackendA2WAsync(script)),
        State("backend Opened, on IN",
            script => Openings.BackendAsync(script), legs => legs.In, legs => legs.Service) with { WithFieldsOff = true },
        State("backend Opened, on OUT", script => Openings.BackendAsync(script), legs => legs.Out),
        State("backend over TLS Opened, on IN",
            script => Openings.BackendAsync(script, Role.TlsBackend), legs => legs.In, legs => legs.Service),
        State("backend A6W, on the predecessor", script => Openings.BackendA6WAsync(script), legs => legs.In, legs => legs.Service),
        State("backend A6W, on the successor", script => Openings.BackendA6WAsync(script), legs => legs.Successor),
        State("backend Opened_B1W, on the predecessor", script => Openings.BackendB1WAsync(script), legs => legs.In, legs => legs.Service),
        State("backend Opened_B1W, on the successor", script => Openings.BackendB1WAsync(script), legs => legs.Successor),
        State("backend Opened_A4W, on OUT", script => Openings.BackendA4WAsync(script), legs => legs.Out),
        State("backend Opened_A8W, on IN", script => Openings.BackendA8WAsync(script), legs => legs.In),
        State("backend Opened_A8W, on the successor", script => Openings.BackendA8WAsync(script), legs => legs.Successor),
        State("backend Opened_R2A8W, on IN", script => Openings.BackendR2A8WAsync(script), legs => legs.In),
    ];

    private static GoldenState State(string name, Func<Script, Task<Leg>> reachAsync) => State(name, (script, _) => reachAsync(script));

    private static GoldenState State(string name, Func<Script, byte[], Task<Leg>> reachAsync) => State(name, reachAsync, leg => leg);

    private static GoldenState State<TLegs>(string name, Func<Script, Task<TLegs>> reachAsync, Func<TLegs, Leg> leg, Func<TLegs, Leg>? other = null) =>
        State(name, (script, _) => reachAsync(script), leg, other);

    private static GoldenState State<TLegs>(
        string name, Func<Script, byte[], Task<TLegs>> reachAsync, Func<TLegs, Leg> leg, Func<TLegs, Leg>? other = null) => new(name, async (script, pdu) =>
    {
        TLegs legs = await reachAsync(script, pdu);
        return new Reached(leg(legs), other?.Invoke(legs));
    });
}
