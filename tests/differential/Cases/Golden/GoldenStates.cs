using RpcHttpProxy.Differential.Tests.Roles;
using RpcHttpProxy.Differential.Tests.Wire;

namespace RpcHttpProxy.Differential.Tests.Cases.Golden;

/// <summary>The states in which each vector is sent, by role as <c>specs/machines</c> has them.</summary>
internal static class GoldenStates
{
    private static readonly string[] s_beginIn = ["CONN_B1", "IN_R1_A1", "IN_R2_A1"];
    private static readonly string[] s_beginOut = ["CONN_A1", "OUT_R1_A3", "OUT_R2_A3"];

    public static IReadOnlyList<GoldenState> All { get; } = [.. Inbound, .. Outbound, .. Both, .. Backend];

    private static IEnumerable<GoldenState> Inbound =>
    [
        new("inbound, first PDU", (script, _) => script.InAsync(Role.Inbound)) { Connecting = s_beginIn },
        new("inbound over TLS, first PDU", (script, _) => script.InAsync(Role.Inbound, tls: true)) { Connecting = s_beginIn },
        new("inbound B3W, from the client", async (script, _) => (await Openings.InboundB3WAsync(script)).In),
        new("inbound B3W, from the server", async (script, _) => (await Openings.InboundB3WAsync(script)).Server),
        new("inbound Opened, from the client", async (script, _) => (await Openings.InboundAsync(script)).In) { CarriesRpc = true, WithFieldsOff = true },
        new("inbound over TLS Opened, from the client", async (script, _) => (await Openings.InboundAsync(script, tls: true)).In) { CarriesRpc = true },
        new("inbound Opened, from the server", async (script, _) => (await Openings.InboundAsync(script)).Server) { WithFieldsOff = true },
        new("inbound Opened_A5W, from the predecessor", async (script, _) => (await Openings.InboundA5WAsync(script)).In) { CarriesRpc = true },
        new("inbound Opened_A5W, from the successor", async (script, _) => (await Openings.InboundA5WAsync(script)).Successor),
        new("inbound Opened_A5W, from the server", async (script, _) => (await Openings.InboundA5WAsync(script)).Server),
        new("inbound Wait_B2, from the client", async (script, _) => (await Openings.InboundWaitB2Async(script)).In),
        new("inbound Wait_B2, from the server", async (script, _) => (await Openings.InboundWaitB2Async(script)).Server),
    ];

    private static IEnumerable<GoldenState> Outbound =>
    [
        new("outbound, first PDU", (script, pdu) => script.OutAsync(Role.Outbound, length: Math.Max(76, pdu.Length))) { Connecting = s_beginOut },
        new("outbound over TLS, first PDU", (script, pdu) => script.OutAsync(Role.Outbound, tls: true, length: Math.Max(76, pdu.Length))) { Connecting = s_beginOut },
        new("outbound C1W, from the client", async (script, pdu) => (await Openings.OutboundC1WAsync(script, length: 76 + pdu.Length)).Out),
        new("outbound C1W, from the server", async (script, _) => (await Openings.OutboundC1WAsync(script)).Server),
        new("outbound Opened, from the client", async (script, pdu) => (await Openings.OutboundAsync(script, length: 76 + pdu.Length)).Out),
        new("outbound Opened, from the server", async (script, _) => (await Openings.OutboundAsync(script)).Server) { CarriesRpc = true, WithFieldsOff = true },
        new("outbound over TLS Opened, from the server", async (script, _) => (await Openings.OutboundAsync(script, tls: true)).Server) { CarriesRpc = true },
        new("outbound A11W, from the client", async (script, pdu) => (await Openings.OutboundA11WAsync(script, pdu.Length)).Out),
        new("outbound A11W, from the server", async (script, _) => (await Openings.OutboundA11WAsync(script, 24)).Server),
        new("outbound B1OrC1W, from the successor", async (script, pdu) => (await Openings.OutboundB1OrC1WAsync(script, pdu.Length)).Successor),
        new("outbound B1OrC1W, from the server", async (script, _) => (await Openings.OutboundB1OrC1WAsync(script)).Server) { CarriesRpc = true },
        new("outbound B1W, from the server", async (script, _) => (await Openings.OutboundB1WAsync(script)).Server) { CarriesRpc = true },
        new("outbound R2C1W, from the successor", async (script, pdu) => (await Openings.OutboundR2C1WAsync(script, pdu.Length)).Successor),
        new("outbound R2C1W, from the server", async (script, _) => (await Openings.OutboundR2C1WAsync(script)).Server),
    ];

    private static IEnumerable<GoldenState> Both =>
    [
        new("both Opened, from the client", async (script, _) => (await Openings.BothAsync(script)).In) { CarriesRpc = true },
        new("both Opened, from the server on IN", async (script, _) => (await Openings.BothAsync(script)).ServerIn),
        new("both Opened, from the server on OUT", async (script, _) => (await Openings.BothAsync(script)).ServerOut) { CarriesRpc = true },
    ];

    private static IEnumerable<GoldenState> Backend =>
    [
        new("backend, first PDU", (script, _) => script.ConnectAsync("server", Role.Backend)),
        new("backend over TLS, first PDU", (script, _) => script.ConnectAsync("server", Role.TlsBackend)),
        new("backend B2W, on OUT", (script, _) => Openings.BackendB2WAsync(script)),
        new("backend A2W, on IN", (script, _) => Openings.BackendA2WAsync(script)),
        new("backend Opened, on IN", async (script, _) => (await Openings.BackendAsync(script)).In) { CarriesRpc = true, WithFieldsOff = true },
        new("backend Opened, on OUT", async (script, _) => (await Openings.BackendAsync(script)).Out) { WithFieldsOff = true },
        new("backend over TLS Opened, on IN", async (script, _) => (await Openings.BackendAsync(script, Role.TlsBackend)).In) { CarriesRpc = true },
        new("backend A6W, on the predecessor", async (script, _) => (await Openings.BackendA6WAsync(script)).In) { CarriesRpc = true },
        new("backend A6W, on the successor", async (script, _) => (await Openings.BackendA6WAsync(script)).Successor),
        new("backend Opened_B1W, on the predecessor", async (script, _) => (await Openings.BackendB1WAsync(script)).In) { CarriesRpc = true },
        new("backend Opened_B1W, on the successor", async (script, _) => (await Openings.BackendB1WAsync(script)).Successor),
        new("backend Opened_A4W, on OUT", async (script, _) => (await Openings.BackendA4WAsync(script)).Out),
        new("backend Opened_A8W, on IN", async (script, _) => (await Openings.BackendA8WAsync(script)).In),
        new("backend Opened_A8W, on the successor", async (script, _) => (await Openings.BackendA8WAsync(script)).Successor),
        new("backend Opened_R2A8W, on IN", async (script, _) => (await Openings.BackendR2A8WAsync(script)).In),
    ];
}
