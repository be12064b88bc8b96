using RpcHttpProxy.Differential.Tests.Roles;
using RpcHttpProxy.Differential.Tests.Wire;

namespace RpcHttpProxy.Differential.Tests.Cases;

/// <summary>
/// The opening sequence and the four recycling sequences ([MS-RPCH] 3.2.1.5.3) as each role sees them, RPC PDUs before and behind, and every
/// orderly end. What a role sends is in the observation, PDU by PDU.
/// </summary>
internal static partial class TranscriptCases
{
    private enum EndBy
    {
        Client,
        Server,
        ClientReset,
        ServerReset,
    }

    public static IEnumerable<Case> All() =>
    [
        .. from tls in (bool[])[false, true] from end in Enum.GetValues<EndBy>() from one in Connections(tls, end) select one,
        .. InR1(), .. InR2(), .. OutR1(), .. OutR2(), .. Backend(),
    ];

    private static Case Transcript(string name, Func<Script, Task> run) => new(CaseClass.Transcripts, $"transcript: {name}", run);

    private static IEnumerable<Case> Connections(bool tls, EndBy by)
    {
        string how = $"{(tls ? " over TLS" : "")}, ended by {by}";
        yield return Transcript($"inbound CONN, RPC up{how}", async script =>
        {
            (Leg @in, Leg server) = await Openings.InboundB3WAsync(script, tls: tls);
            await server.SendAsync(Openings.LegacyServerResponse);
            await @in.SendAsync(Rts.Request(200), Vectors.Read("Keep_Alive"), Rts.Request(300), Vectors.Read("Ping"));
            await server.SendAsync(Vectors.Read("CONN_B3"));
            for (int i = 0; i < 2; i++)
            {
                await server.ReadPduAsync();
            }

            await EndAsync(script, by is EndBy.Client or EndBy.ClientReset ? @in : server, by);
        });
        yield return Transcript($"outbound CONN, RPC down{how}", async script =>
        {
            (Leg @out, Leg server) = await Openings.OutboundAsync(script, tls: tls);
            await server.SendAsync(Rts.Request(200), Rts.Request(65_000));
            for (int i = 0; i < 2; i++)
            {
                await @out.ReadPduAsync();
            }

            await server.ReadPduAsync();        // the acknowledgment
            await EndAsync(script, by is EndBy.Client or EndBy.ClientReset ? @out : server, by);
        });
        yield return Transcript($"both CONN, RPC both ways{how}", async script =>
        {
            (Leg @in, Leg @out, Leg serverIn, Leg serverOut) = await Openings.BothAsync(script, tls);
            await @in.SendAsync(Rts.Request(400));
            await serverIn.ReadPduAsync();
            await serverOut.SendAsync(Rts.Request(500));
            await @out.ReadPduAsync();
            await EndAsync(script, by is EndBy.Client or EndBy.ClientReset ? @in : serverIn, by);
        });
        yield return Transcript($"backend CONN, RPC both ways{how}", async script =>
        {
            (Leg @in, Leg @out, Leg service) = await Openings.BackendAsync(script, tls ? Role.TlsBackend : Role.Backend);
            await @in.SendAsync(Rts.Request(400));
            await service.ReadPduAsync();
            await service.SendAsync(Rts.Request(500));
            await @out.ReadPduAsync();
            await EndAsync(script, by is EndBy.Client ? @in : by is EndBy.ClientReset ? @out : service, by);
        });
    }

    private static Task EndAsync(Script script, Leg leg, EndBy by)
    {
        if (by is EndBy.Client or EndBy.Server)
        {
            return script.FinishAsync(leg);
        }

        leg.Reset();
        return script.ReadToEndsAsync();
    }

    private static IEnumerable<Case> InR1() =>
    [
        Transcript("IN_R1, predecessor inbound proxy", async script =>
        {
            (Leg @in, Leg server) = await Openings.InboundAsync(script);
            await @in.SendAsync(Rts.Request(200), Vectors.Read("IN_R1_A5"));
            await script.ReadToEndsAsync();
            await server.DisposeAsync();
        }),
        Transcript("IN_R1, successor inbound proxy", async script =>
        {
            (Leg @in, Leg server) = await Openings.InboundWaitB2Async(script);
            await @in.SendAsync(Rts.Request(200));
            await server.SendAsync(Vectors.Read("IN_R1_B2"));
            await server.ReadPduAsync();
            await script.FinishAsync(@in);
        }),
        Transcript("IN_R1, backend", async script =>
        {
            (Leg @in, Leg successor, Leg @out, Leg service) = await Openings.BackendB1WAsync(script);
            await @in.SendAsync(Rts.Request(200), Vectors.Read("IN_R1_B1"));
            await service.ReadPduAsync();
            await successor.ReadPduAsync();
            await successor.SendAsync(Rts.Request(300));
            await service.ReadPduAsync();
            await service.SendAsync(Rts.Request(100));
            await @out.ReadPduAsync();
            await script.FinishAsync(successor);
        }),
        Transcript("IN_R1, backend, RPC early on the successor", async script =>
        {
            (Leg @in, Leg successor, _, Leg service) = await Openings.BackendB1WAsync(script);
            await successor.SendAsync(Rts.Request(300));
            await @in.SendAsync(Rts.Request(200), Vectors.Read("IN_R1_B1"));
            for (int i = 0; i < 2; i++)
            {
                await service.ReadPduAsync();
            }

            await script.FinishAsync(successor);
        }),
    ];

    private static IEnumerable<Case> InR2() =>
    [
        Transcript("IN_R2, inbound proxy", async script =>
        {
            (Leg @in, Leg successor, Leg server) = await Openings.InboundA5WAsync(script);
            await @in.SendAsync(Rts.Request(200), Vectors.Read("IN_R2_A5"));
            await server.ReadPduAsync();
            await @in.ReadToEndAsync();
            await successor.SendAsync(Rts.Request(300));
            await server.ReadPduAsync();
            await script.FinishAsync(successor);
        }),
        Transcript("IN_R2, inbound proxy, RPC early on the successor", async script =>
        {
            (Leg @in, Leg successor, Leg server) = await Openings.InboundA5WAsync(script);
            await successor.SendAsync(Rts.Request(300));
            await @in.SendAsync(Rts.Request(200), Vectors.Read("IN_R2_A5"));
            for (int i = 0; i < 2; i++)
            {
                await server.ReadPduAsync();
            }

            await script.FinishAsync(successor);
        }),
        Transcript("IN_R2, inbound proxy, A5 names another", async script =>
        {
            (Leg @in, Leg successor, Leg server) = await Openings.InboundA5WAsync(script);
            await @in.SendAsync(Rts.With(Vectors.Read("IN_R2_A5"), Rts.Successor, Rts.Cookie(0x70)), Rts.Request(200));
            await successor.ReadToEndAsync();
            await server.ReadPduAsync();
            await script.FinishAsync(@in);
        }),
        Transcript("IN_R2, inbound proxy, the successor ends first", async script =>
        {
            (_, Leg successor, _) = await Openings.InboundA5WAsync(script);
            await script.FinishAsync(successor);
        }),
        Transcript("IN_R2, backend", async script =>
        {
            (Leg @in, Leg @out, Leg service) = await Openings.BackendAsync(script);
            await @in.SendAsync(Vectors.Read("IN_R2_A2"), Rts.Request(200));
            await service.ReadPduAsync();
            await @out.ReadPduAsync();
            await script.FinishAsync(@in);
        }),
    ];

    private static IEnumerable<Case> OutR1() =>
    [
        Transcript("OUT_R1, predecessor outbound proxy", async script =>
        {
            (Leg @out, Leg server) = await Openings.OutboundAsync(script);
            await server.SendAsync(Vectors.Read("OUT_R1_A1"), Rts.Request(200), Vectors.Read("OUT_R1_A5"), Rts.Request(300), Vectors.Read("OUT_R1_A9"));
            await script.ReadToEndsAsync();
            await @out.DisposeAsync();
        }),
        Transcript("OUT_R1, successor outbound proxy", async script =>
        {
            byte[] a11 = Vectors.Read("OUT_R1_A11");
            (Leg @out, Leg server) = await Openings.OutboundA11WAsync(script, a11.Length);
            await server.SendAsync(Rts.Request(200));
            await @out.SendAsync(a11);
            await @out.ReadHeadAsync();
            await @out.ReadPduAsync();
            await server.SendAsync(Rts.Request(300));
            await @out.ReadPduAsync();
            await script.FinishAsync(server);
        }),
        Transcript("OUT_R1, backend", async script =>
        {
            (Leg @in, Leg @out, Leg successor, Leg service) = await Openings.BackendA8WAsync(script);
            await @in.SendAsync(Vectors.Read("OUT_R1_A8"));
            await @out.ReadPduAsync();
            await successor.ReadPduAsync();
            await service.SendAsync(Rts.Request(300));
            await successor.ReadPduAsync();
            await @in.SendAsync(Rts.Request(200));
            await service.ReadPduAsync();
            await script.FinishAsync(@in);
        }),
        Transcript("OUT_R1, backend, A8 names another", async script =>
        {
            (Leg @in, _, _, _) = await Openings.BackendA8WAsync(script);
            await @in.SendAsync(Rts.With(Vectors.Read("OUT_R1_A8"), Rts.Successor, Rts.Cookie(0x70)));
            await script.FinishAsync(@in);
        }),
    ];

    private static IEnumerable<Case> OutR2() =>
    [
        Transcript("OUT_R2, outbound proxy, C1 before B1", async script =>
        {
            (Leg @out, Leg successor, Leg server) = await Openings.OutboundB1WAsync(script);
            await server.SendAsync(Vectors.Read("OUT_R2_A5"), Rts.Request(200), Vectors.Read("OUT_R2_B1"));
            await @out.ReadToEndAsync();
            await server.SendAsync(Rts.Request(300));
            await successor.ReadHeadAsync();
            await successor.ReadPduAsync();
            await script.FinishAsync(server);
        }),
        Transcript("OUT_R2, outbound proxy, B1 before C1", async script =>
        {
            byte[] c1 = Vectors.Read("OUT_R2_C1_Padding");
            (_, Leg successor, Leg server) = await Openings.OutboundR2C1WAsync(script, c1.Length);
            await server.SendAsync(Rts.Request(300));
            await successor.SendAsync(c1);
            await successor.ReadHeadAsync();
            await successor.ReadPduAsync();
            await script.FinishAsync(server);
        }),
        Transcript("OUT_R2, outbound proxy, B2 instead of B1", async script =>
        {
            (Leg @out, Leg successor, Leg server) = await Openings.OutboundB1OrC1WAsync(script);
            await server.SendAsync(Vectors.Read("OUT_R2_B2"));
            await successor.ReadToEndAsync();
            await server.SendAsync(Rts.Request(300));
            await @out.ReadPduAsync();
            await script.FinishAsync(server);
        }),
        Transcript("OUT_R2, backend", async script =>
        {
            (Leg @in, Leg @out, Leg service) = await Openings.BackendR2A8WAsync(script);
            await @in.SendAsync(Vectors.Read("OUT_R2_A7"));
            await @out.ReadPduAsync();
            await service.SendAsync(Rts.Request(300));
            for (int i = 0; i < 2; i++) { await @out.ReadPduAsync();      // what waited, too
} await script.FinishAsync(@in);
        }),
        Transcript("OUT_R2, backend, A7 names another", async script =>
        {
            (Leg @in, _, _) = await Openings.BackendR2A8WAsync(script);
            await @in.SendAsync(Rts.With(Vectors.Read("OUT_R2_A7"), Rts.Successor, Rts.Cookie(0x70)));
            await script.FinishAsync(@in);
        }),
    ];
}
