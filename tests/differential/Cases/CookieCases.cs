using RpcHttpProxy.Differential.Tests.Roles;
using RpcHttpProxy.Differential.Tests.Wire;

namespace RpcHttpProxy.Differential.Tests.Cases;

/// <summary>Cookies guessed and replayed: the incoming channel is refused, and an RPC PDU shows that the connection goes on.</summary>
internal static class CookieCases
{
    public static IEnumerable<Case> All()
    {
        foreach (bool tls in (bool[])[false, true])
        {
            string over = tls ? " over TLS" : "";
            foreach (string vector in (string[])["CONN_B1", "IN_R1_A1", "IN_R2_A1"])
            {
                yield return HostileCases.Hostile($"inbound{over}: {vector} for a connection whose channel is another", async script =>
                {
                    (Leg @in, Leg server) = await Openings.InboundAsync(script, tls: tls);
                    Leg incoming = await script.InAsync(Role.Inbound, tls, name: "incoming");
                    await incoming.SendAsync(Rts.With(Vectors.Read(vector), Rts.Cookie(0x40), Rts.Cookie(0x70)));
                    await incoming.ReadToEndAsync();
                    await @in.SendAsync(Rts.Request(64));
                    await server.ReadPduAsync();
                    await script.FinishAsync(@in);
                });
            }

            foreach (string vector in (string[])["CONN_A1", "OUT_R1_A3", "OUT_R2_A3"])
            {
                yield return HostileCases.Hostile($"outbound{over}: {vector} for a connection whose channel is another", async script =>
                {
                    (Leg @out, Leg server) = await Openings.OutboundAsync(script, tls: tls);
                    byte[] first = Rts.With(Vectors.Read(vector), Rts.Cookie(0x40), Rts.Cookie(0x70));
                    Leg incoming = await script.OutAsync(Role.Outbound, tls, first.Length, name: "incoming");
                    await incoming.SendAsync(first);
                    await incoming.ReadToEndAsync();
                    await server.SendAsync(Rts.Request(64));
                    await @out.ReadPduAsync();
                    await script.FinishAsync(server);
                });
            }
        }

        foreach (string vector in (string[])["CONN_A2", "CONN_B2", "IN_R1_A2", "OUT_R1_A4"])
        {
            yield return HostileCases.Hostile($"backend: {vector} for a connection whose channels are others", async script =>
            {
                (Leg @in, _, Leg service) = await Openings.BackendAsync(script);
                Leg incoming = await Openings.BackendLegAsync(script, "incoming");
                await incoming.SendAsync(Rts.With(Vectors.Read(vector), Rts.Cookie(0x40), Rts.Cookie(0x70)));
                await incoming.ReadToEndAsync();
                await @in.SendAsync(Rts.Request(64));
                await service.ReadPduAsync();
                await script.FinishAsync(@in);
            });
        }

        yield return HostileCases.Hostile("backend: IN_R1/A2 for a connection that isn't there", async script =>
        {
            Leg incoming = await Openings.BackendLegAsync(script, "incoming");
            await incoming.SendAsync(Vectors.Read("IN_R1_A2"));
            await script.ReadToEndsAsync();
        });
        yield return HostileCases.Hostile("backend: OUT_R1/A4 for a connection that isn't there", async script =>
        {
            Leg incoming = await Openings.BackendLegAsync(script, "incoming");
            await incoming.SendAsync(Vectors.Read("OUT_R1_A4"));
            await script.ReadToEndsAsync();
        });
        foreach ((string vector, bool inbound) in ((string, bool)[])[("IN_R2_A1", true), ("IN_R1_A1", true), ("OUT_R2_A3", false), ("OUT_R1_A3", false)])
        {
            yield return HostileCases.Hostile($"{vector}, a second successor", async script =>
            {
                Leg leg = inbound ? (await Openings.InboundA5WAsync(script)).In : (await Openings.OutboundB1OrC1WAsync(script)).Server;
                byte[] first = Vectors.Read(vector);
                Leg incoming = inbound ? await script.InAsync(Role.Inbound, name: "incoming") : await script.OutAsync(Role.Outbound, length: first.Length, name: "incoming");
                await incoming.SendAsync(first);
                await incoming.ReadToEndAsync();
                await script.FinishAsync(leg);
            });
        }
    }
}
