using RpcHttpProxy.Differential.Tests.Roles;
using RpcHttpProxy.Differential.Tests.Tools;
using RpcHttpProxy.Differential.Tests.Wire;

namespace RpcHttpProxy.Differential.Tests.Cases;

/// <summary>
/// Brings a role to a state over the wire. The last thing that each does is to see that the state has been reached: a PDU that comes only
/// then, or, where none does, the state in <c>/counters</c>. So nothing that a case sends next can overtake what brought the role there.
/// </summary>
internal static class Openings
{
    /// <summary>What a server, Windows' and ours, says first on each connection.</summary>
    public const string LegacyServerResponse = "ncacn_http/1.0";

    private const int LifetimeInA2 = 72;
    private const uint ShortestLifetime = 131_072;
    private const uint Window = 81_920;         // of the vectors
    private const int Bulk = 30_000;            // four of them leave less than the reserve of that lifetime

    /// <summary>CONN/B1 was sent, CONN/B2 has come: B3W.</summary>
    public static async Task<(Leg In, Leg Server)> InboundB3WAsync(Script script, Role role = Role.Inbound, bool tls = false, long length = 1 << 30)
    {
        Leg @in = await script.InAsync(role, tls, length);
        await @in.SendAsync(Rts.B1);
        Leg server = await script.AcceptAsync("server");
        await server.ReadPduAsync();
        return (@in, server);
    }

    /// <summary>Opened: an RPC PDU went through.</summary>
    public static async Task<(Leg In, Leg Server)> InboundAsync(Script script, Role role = Role.Inbound, bool tls = false, long length = 1 << 30)
    {
        (Leg @in, Leg server) = await InboundB3WAsync(script, role, tls, length);
        await server.SendAsync(Vectors.Read("CONN_B3"));
        await @in.SendAsync(Rts.Request());
        await server.ReadPduAsync();
        return (@in, server);
    }

    /// <summary>IN_R2/A1 came on a successor, IN_R2/A2 went to the server: Opened_A5W.</summary>
    public static async Task<(Leg In, Leg Successor, Leg Server)> InboundA5WAsync(Script script)
    {
        (Leg @in, Leg server) = await InboundAsync(script);
        Leg successor = await script.InAsync(Role.Inbound, name: "in successor");
        script.Pair(@in, successor);
        await successor.SendAsync(Vectors.Read("IN_R2_A1"));
        await server.ReadPduAsync();
        return (@in, successor, server);
    }

    /// <summary>IN_R1/A1 came, IN_R1/A2 went to the server: Wait_B2.</summary>
    public static async Task<(Leg In, Leg Server)> InboundWaitB2Async(Script script)
    {
        Leg @in = await script.InAsync(Role.Inbound);
        await @in.SendAsync(Vectors.Read("IN_R1_A1"));
        Leg server = await script.AcceptAsync("server");
        await server.ReadPduAsync();
        return (@in, server);
    }

    /// <summary>CONN/A1 was sent, CONN/A2 and CONN/A3 have come: C1W.</summary>
    public static async Task<(Leg Out, Leg Server)> OutboundC1WAsync(Script script, Role role = Role.Outbound, bool tls = false, long length = 76, int? receiveBuffer = null)
    {
        Leg @out = await script.OutAsync(role, tls, length, receiveBuffer: receiveBuffer);
        await @out.SendAsync(Rts.A1);
        Leg server = await script.AcceptAsync("server");
        await server.ReadPduAsync();
        await @out.ReadHeadAsync();
        await @out.ReadPduAsync();
        return (@out, server);
    }

    /// <summary>Opened: CONN/C2 has come.</summary>
    public static async Task<(Leg Out, Leg Server)> OutboundAsync(Script script, Role role = Role.Outbound, bool tls = false, long length = 76, int? receiveBuffer = null)
    {
        (Leg @out, Leg server) = await OutboundC1WAsync(script, role, tls, length, receiveBuffer);
        await server.SendAsync(Vectors.Read("CONN_C1"));
        await @out.ReadPduAsync();
        return (@out, server);
    }

    /// <summary>OUT_R1/A3 came, OUT_R1/A4 went to the server: A11W.</summary>
    public static async Task<(Leg Out, Leg Server)> OutboundA11WAsync(Script script, int more)
    {
        byte[] a3 = Vectors.Read("OUT_R1_A3");
        Leg @out = await script.OutAsync(Role.Outbound, length: a3.Length + more);
        await @out.SendAsync(a3);
        Leg server = await script.AcceptAsync("server");
        await server.ReadPduAsync();
        return (@out, server);
    }

    /// <summary>OUT_R2/A3 came on a successor, OUT_R2/A4 went to the server: B1OrC1W.</summary>
    public static async Task<(Leg Out, Leg Successor, Leg Server)> OutboundB1OrC1WAsync(Script script, int more = 24)
    {
        (Leg @out, Leg server) = await OutboundAsync(script);
        byte[] a3 = Vectors.Read("OUT_R2_A3");
        Leg successor = await script.OutAsync(Role.Outbound, length: a3.Length + more, name: "out successor");
        await successor.SendAsync(a3);
        await server.ReadPduAsync();
        return (@out, successor, server);
    }

    /// <summary>OUT_R2/C1 came on the successor: B1W.</summary>
    public static async Task<(Leg Out, Leg Successor, Leg Server)> OutboundB1WAsync(Script script)
    {
        (Leg @out, Leg successor, Leg server) = await OutboundB1OrC1WAsync(script, Vectors.Read("OUT_R2_C1").Length);
        await successor.SendAsync(Vectors.Read("OUT_R2_C1"));
        await InStateAsync(script, Role.Outbound, "B1W");
        return (@out, successor, server);
    }

    /// <summary>OUT_R2/B1 came from the server, OUT_R2/B3 went to the client, who has read the predecessor's end: R2C1W.</summary>
    public static async Task<(Leg Out, Leg Successor, Leg Server)> OutboundR2C1WAsync(Script script, int more = 24)
    {
        (Leg @out, Leg successor, Leg server) = await OutboundB1OrC1WAsync(script, more);
        await server.SendAsync(Vectors.Read("OUT_R2_B1"));
        await @out.ReadToEndAsync();
        await @out.DisposeAsync();
        await InStateAsync(script, Role.Outbound, "R2C1W");
        return (@out, successor, server);
    }

    /// <summary>A leg to the backend, its legacy server response read.</summary>
    public static async Task<Leg> BackendLegAsync(Script script, string name, Role role = Role.Backend)
    {
        Leg leg = await script.ConnectAsync(name, role);
        await leg.ReadAsync(LegacyServerResponse.Length);
        return leg;
    }

    /// <summary>CONN/A2 was sent: B2W.</summary>
    public static async Task<Leg> BackendB2WAsync(Script script)
    {
        Leg leg = await BackendLegAsync(script, "server out");
        await leg.SendAsync(Rts.A2);
        await InStateAsync(script, Role.Backend, "B2W");
        return leg;
    }

    /// <summary>CONN/B2 was sent: A2W.</summary>
    public static async Task<Leg> BackendA2WAsync(Script script)
    {
        Leg leg = await BackendLegAsync(script, "server in");
        await leg.SendAsync(Rts.B2);
        await InStateAsync(script, Role.Backend, "A2W");
        return leg;
    }

    /// <summary>Opened: CONN/B3 and CONN/C1 have come, and the service was connected to.</summary>
    public static async Task<(Leg In, Leg Out, Leg Service)> BackendAsync(Script script, Role role = Role.Backend, byte[]? a2 = null)
    {
        Leg @out = await BackendLegAsync(script, "server out", role);
        Leg @in = await BackendLegAsync(script, "server in", role);
        await @out.SendAsync(a2 ?? Rts.A2);
        await InStateAsync(script, role, "B2W");
        await @in.SendAsync(Rts.B2);
        Leg service = await script.AcceptAsync("service");
        await @in.ReadPduAsync();
        await @out.ReadPduAsync();
        return (@in, @out, service);
    }

    /// <summary>IN_R1/A2 came from another proxy, IN_R1/A3 went to the client: A6W.</summary>
    public static async Task<(Leg In, Leg Successor, Leg Out, Leg Service)> BackendA6WAsync(Script script)
    {
        (Leg @in, Leg @out, Leg service) = await BackendAsync(script);
        Leg successor = await BackendLegAsync(script, "server in successor");
        script.Pair(@in, successor);
        await successor.SendAsync(Vectors.Read("IN_R1_A2"));
        await @out.ReadPduAsync();
        return (@in, successor, @out, service);
    }

    /// <summary>IN_R1/A6 came on the predecessor: Opened_B1W.</summary>
    public static async Task<(Leg In, Leg Successor, Leg Out, Leg Service)> BackendB1WAsync(Script script)
    {
        (Leg @in, Leg successor, Leg @out, Leg service) = await BackendA6WAsync(script);
        await @in.SendAsync(Vectors.Read("IN_R1_A6"));
        await InStateAsync(script, Role.Backend, "Opened_B1W");
        return (@in, successor, @out, service);
    }

    /// <summary>The service sent all that fits into an OUT channel's lifetime, OUT_R1/A1 went to the client: Opened_A4W.</summary>
    public static async Task<(Leg In, Leg Out, Leg Service)> BackendA4WAsync(Script script)
    {
        (Leg @in, Leg @out, Leg service) = await BackendAsync(script, a2: Rts.At(Rts.A2, LifetimeInA2, ShortestLifetime));
        for (uint i = 1; i <= 4; i++)
        {
            await service.SendAsync(Rts.Request(Bulk));
            await @out.ReadPduAsync();
            await @out.SendAsync(Rts.Ack(i * Bulk, Window, Rts.Channel));
        }

        await service.SendAsync(Rts.Request(Bulk));
        await @out.ReadPduAsync();
        return (@in, @out, service);
    }

    /// <summary>OUT_R1/A4 came from another proxy, OUT_R1/A5 went to the client: Opened_A8W.</summary>
    public static async Task<(Leg In, Leg Out, Leg Successor, Leg Service)> BackendA8WAsync(Script script)
    {
        (Leg @in, Leg @out, Leg service) = await BackendA4WAsync(script);
        Leg successor = await BackendLegAsync(script, "server out successor");
        await successor.SendAsync(Vectors.Read("OUT_R1_A4"));
        await @out.ReadPduAsync();
        return (@in, @out, successor, service);
    }

    /// <summary>OUT_R2/A4 came from the same proxy, OUT_R2/A5 went to the client: Opened_R2A8W.</summary>
    public static async Task<(Leg In, Leg Out, Leg Service)> BackendR2A8WAsync(Script script)
    {
        (Leg @in, Leg @out, Leg service) = await BackendA4WAsync(script);
        await @out.SendAsync(Vectors.Read("OUT_R2_A4"));
        await @out.ReadPduAsync();
        return (@in, @out, service);
    }

    /// <summary>Both directions through one process: the connections to the server are its IN and its OUT half.</summary>
    public static async Task<(Leg In, Leg Out, Leg ServerIn, Leg ServerOut)> BothAsync(Script script, bool tls = false)
    {
        Leg @out = await script.OutAsync(Role.Both, tls);
        await @out.SendAsync(Rts.A1);
        Leg serverOut = await script.AcceptAsync("server out");
        await serverOut.ReadPduAsync();
        Leg @in = await script.InAsync(Role.Both, tls);
        await @in.SendAsync(Rts.B1);
        Leg serverIn = await script.AcceptAsync("server in");
        await serverIn.ReadPduAsync();
        await serverIn.SendAsync(Vectors.Read("CONN_B3"));
        await @in.SendAsync(Rts.Request());
        await serverIn.ReadPduAsync();
        await serverOut.SendAsync(Vectors.Read("CONN_C1"));
        await @out.ReadHeadAsync();
        await @out.ReadPduAsync();
        await @out.ReadPduAsync();
        script.Pair(serverIn, serverOut, evenAfterReset: true);
        return (@in, @out, serverIn, serverOut);
    }

    /// <summary>Waits until a connection of the role is in a state; a server's has three, of the connection and of its two channels.</summary>
    public static async Task InStateAsync(Script script, Role role, string state)
    {
        RoleProcess process = await script.UseAsync(role);
        if (!await Patience.UntilAsync(async () => (await process.Counters.StatesAsync()).Any(name => name.Split('/').Contains(state)), Patience.Settling))
        {
            script.Note($"{state} was never reached");
        }
    }
}
