using RpcHttpProxy.Differential.Tests.Wire;

namespace RpcHttpProxy.Differential.Tests.Cases;

/* The server: its two channels, and its service behind them. */
internal static partial class TranscriptCases
{
    private static IEnumerable<Case> Backend() =>
    [
        Transcript("backend CONN, the IN half first", async script =>
        {
            Leg @in = await Openings.BackendA2WAsync(script);
            Leg @out = await Openings.BackendLegAsync(script, "server out");
            await @out.SendAsync(Rts.A2);
            Leg service = await script.AcceptAsync("service");
            await @in.ReadPduAsync();
            await @out.ReadPduAsync();
            await service.SendAsync(Rts.Request(500));
            await @out.ReadPduAsync();
            await script.FinishAsync(@out);
        }),
        Transcript("backend, rpcecho: bind and AddOne", async script =>
        {
            Leg @out = await script.ConnectToEchoAsync("server out");
            Leg @in = await script.ConnectToEchoAsync("server in");
            foreach (Leg leg in (Leg[])[@out, @in])
            {
                await leg.ReadAsync(Openings.LegacyServerResponse.Length);
            }

            await @out.SendAsync(Rts.A2);
            await @in.SendAsync(Rts.B2);
            foreach (Leg leg in (Leg[])[@in, @out])
            {
                await leg.ReadPduAsync();
            }

            await @in.SendAsync(s_bind);
            await @out.ReadPduAsync();
            await @in.SendAsync(s_addOne);
            await @out.ReadPduAsync();
            await @in.SendAsync(s_unknownOperation);
            await @out.ReadPduAsync();
            await script.FinishAsync(@in);
        }),
        Transcript("backend, rpcecho: a request without a bind", async script =>
        {
            Leg @out = await script.ConnectToEchoAsync("server out");
            Leg @in = await script.ConnectToEchoAsync("server in");
            foreach (Leg leg in (Leg[])[@out, @in])
            {
                await leg.ReadAsync(Openings.LegacyServerResponse.Length);
            }

            await @out.SendAsync(Rts.A2);
            await @in.SendAsync(Rts.B2);
            foreach (Leg leg in (Leg[])[@in, @out])
            {
                await leg.ReadPduAsync();
            }

            await @in.SendAsync(s_addOne);
            await script.ReadToEndsAsync();   // no FIN of ours: whether it is found before the service's end would be chance
        }),
    ];

    /* [C706] 12.6.4.3: rpcecho, 60a15ec5-4de8-11d7-a637-005056a20182 version 1.0, in NDR. */
    private static readonly byte[] s_bind = Hex.Parse(
        "0500 0b 03 10000000 4800 0000 01000000  d016 d016 00000000  01 00 0000  0000 01 00"
        + "c55ea160 e84d d711 a637 005056a20182 01000000  045d888a eb1c c911 9fe8 08002b104860 02000000");

    private static readonly byte[] s_addOne = Hex.Parse("0500 00 03 10000000 1c00 0000 02000000 04000000 0000 0000 29000000");

    private static readonly byte[] s_unknownOperation = Hex.Parse("0500 00 03 10000000 1c00 0000 03000000 04000000 0000 6300 29000000");
}
