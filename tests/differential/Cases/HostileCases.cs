using System.Globalization;
using RpcHttpProxy.Differential.Tests.Roles;
using RpcHttpProxy.Differential.Tests.Wire;

namespace RpcHttpProxy.Differential.Tests.Cases;

/// <summary>
/// The rows of <c>specs/hostile.md</c> as far as one client, and one run of it, shows them. Crowds (2 000 half-open channels, ten thousand
/// connections) are about memory and neighbours, not about what a client sees; smuggling is among the requests.
/// </summary>
internal static partial class HostileCases
{
    /* Kestrel, which reads on over TLS, may come as far as to take what stands behind a body for a head, or not. */
    private const string HeadSize = "limits.hits.HeadSize";

    private const int Megabyte = 1 << 20;

    /// <summary>Bytes that no peer should send; each of these ends its channel, wherever it comes.</summary>
    private static readonly (string Name, byte[] Bytes)[] s_refused =
    [
        ("garbage", "GET / HTTP/1.1\r\nHost: somewhere\r\n\r\n"u8.ToArray()),
        ("undersize frag_length", Hex.Parse("0500 0003 10000000 0f00 0000 01000000")),
        ("frag_length 0", Hex.Parse("0500 0003 10000000 0000 0000 01000000")),
        ("an RTS PDU with flags that none has", Rts.At(Vectors.Read("Keep_Alive"), 16, 0xff)),
        ("an RTS PDU with a command too many", Rts.At(Vectors.Read("Keep_Alive"), 18, 2)),
    ];

    /// <summary>Bytes that are right in one place, or not enough to tell; FIN comes behind them.</summary>
    private static readonly (string Name, byte[] Bytes)[] s_doubtful =
    [
        ("a whole RPC PDU", Hex.Parse("0500 0003 10000000 1800 0000 01000000 00000000 00000000")),
        ("an RPC PDU in the other byte order", Hex.Parse("0500 0003 00000000 0018 0000 00000001 00000000 00000000")),
        ("an RPC PDU of 30 000 bytes", Rts.Request(30_000)),
        ("half a PDU", Hex.Parse("0500 0003 10000000 4000 0000 01000000 aabbccdd")),
        ("one byte", [5]),
        ("nothing", []),
    ];

    /// <summary>States in which these bytes come; the leg they come on.</summary>
    private static readonly (string Name, Func<Script, Task<Leg>> ReachAsync)[] s_states =
    [
        ("inbound, first PDU", script => script.InAsync(Role.Inbound)),
        ("inbound over TLS, first PDU", script => script.InAsync(Role.Inbound, tls: true)),
        ("inbound B3W, from the client", async script => (await Openings.InboundB3WAsync(script)).In),
        ("inbound Opened, from the client", async script => (await Openings.InboundAsync(script)).In),
        ("inbound over TLS Opened, from the client", async script => (await Openings.InboundAsync(script, tls: true)).In),
        ("inbound Opened, from the server", async script => (await Openings.InboundAsync(script)).Server),
        ("inbound Opened_A5W, from the successor", async script => (await Openings.InboundA5WAsync(script)).Successor),
        ("outbound, first PDU", script => script.OutAsync(Role.Outbound)),
        ("outbound over TLS, first PDU", script => script.OutAsync(Role.Outbound, tls: true)),
        ("outbound C1W, from the server", async script => (await Openings.OutboundC1WAsync(script)).Server),
        ("outbound Opened, from the server", async script => (await Openings.OutboundAsync(script)).Server),
        ("outbound over TLS Opened, from the server", async script => (await Openings.OutboundAsync(script, tls: true)).Server),
        ("outbound Opened, from the client behind the body", async script => (await Openings.OutboundAsync(script)).Out),
        ("outbound over TLS Opened, from the client behind the body", async script =>
        {
            script.ForgetCounter(HeadSize);
            return (await Openings.OutboundAsync(script, tls: true)).Out;
        }),
        ("outbound Opened, from the client in the body", async script => (await Openings.OutboundAsync(script, length: 1 << 20)).Out),
        ("backend, first PDU", script => Openings.BackendLegAsync(script, "server")),
        ("backend over TLS, first PDU", script => Openings.BackendLegAsync(script, "server", Role.TlsBackend)),
        ("backend Opened, on IN", async script => (await Openings.BackendAsync(script)).In),
        ("backend Opened, on OUT", async script => (await Openings.BackendAsync(script)).Out),
        ("backend Opened, from the service", async script => (await Openings.BackendAsync(script)).Service),
    ];

    public static IEnumerable<Case> All() =>
    [
        .. from state in s_states
           from bytes in s_refused
           select Hostile($"{state.Name}: {bytes.Name}", async script =>
           {
               Leg leg = await state.ReachAsync(script);
               await leg.SendAsync(bytes.Bytes);
               await script.ReadToEndsAsync();
           }),
        .. from state in s_states
           from bytes in s_doubtful
           where !state.Name.EndsWith("over TLS, first PDU", StringComparison.Ordinal)     // behind close_notify an answer may come, or not
           select Hostile($"{state.Name}: {bytes.Name}", async script =>
           {
               Leg leg = await state.ReachAsync(script);
               await leg.SendAsync(bytes.Bytes);
               await script.FinishAsync(leg);
           }),
        .. Resets(),
        .. Lengths(),
        .. CookieCases.All(),
        .. Targets(),
        .. SuccessorTargetCases.All(),
        .. TimeOutCases.All(),
        .. Floods(),
    ];

    /// <summary>A case of this class.</summary>
    public static Case Hostile(string name, Func<Script, Task> run) => new(CaseClass.Hostile, $"hostile: {name}", run);

    /// <summary>Over TLS it is chance whether bytes are left that nobody reads, which makes the end a reset, and whether some of them were taken for a head.</summary>
    private static void ForgetWhatIsChance(Script script, bool tls, string leg)
    {
        if (tls)
        {
            script.ForgetCounter(HeadSize);
            script.ForgetEnd(leg);
        }
    }

    /// <summary>RST at each step.</summary>
    private static IEnumerable<Case> Resets() =>
    [
        .. from state in s_states
           from bytes in s_doubtful.Where(one => one.Name is "half a PDU" or "nothing")
           where !state.Name.Contains("first PDU", StringComparison.Ordinal)      // nobody can tell when that is noticed
           where !state.Name.StartsWith("outbound over TLS Opened, from the client behind", StringComparison.Ordinal)     // which of the two is seen first is chance
           select Hostile($"{state.Name}: RST behind {bytes.Name}", async script =>
           {
               Leg leg = await state.ReachAsync(script);
               await leg.SendAsync(bytes.Bytes);
               leg.Reset();
               await script.ReadToEndsAsync();
           }),
        Hostile("inbound over TLS Opened, from the client: FIN without close_notify", async script =>
        {
            (Leg @in, _) = await Openings.InboundAsync(script, tls: true);
            await @in.FinishAsync(closeNotify: false);
            await script.ReadToEndsAsync();
        }),
        Hostile("outbound over TLS Opened, from the client: FIN without close_notify", async script =>
        {
            (Leg @out, _) = await Openings.OutboundAsync(script, tls: true);
            await @out.FinishAsync(closeNotify: false);
            await script.ReadToEndsAsync();
        }),
    ];

    /// <summary>Bodies longer and shorter than they said.</summary>
    private static IEnumerable<Case> Lengths()
    {
        foreach (bool tls in (bool[])[false, true])
        {
            string over = tls ? " over TLS" : "";
            foreach (int length in (int[])[104, 200, 131_072])
            {
                yield return Hostile($"inbound{over}: {Number(Megabyte)} in a body of {Number(length)}", async script =>
                {
                    (Leg @in, Leg server) = await Openings.InboundB3WAsync(script, tls: tls, length: length);
                    if (length > Rts.B1.Length)     // else the body is over with CONN/B1, and CONN/B3 would be read or not
                    {
                        await server.SendAsync(Vectors.Read("CONN_B3"));
                        await Openings.InStateAsync(script, Role.Inbound, "Opened");
                    }
                    else
                    {
                        script.ForgetEnd("server");
                    }

                    ForgetWhatIsChance(script, tls, "in");
                    Task sending = @in.SendAsync(new byte[Megabyte]);
                    await script.ReadToEndsAsync();
                    await sending;
                });
            }

            foreach (int length in tls ? (int[])[] : [16, 40, 75])
            {
                yield return Hostile($"outbound{over}: {Number(length)} bytes of CONN/A1 and FIN", async script =>
                {
                    Leg @out = await script.OutAsync(Role.Outbound, tls);
                    await @out.SendAsync(Rts.A1[..length]);
                    await script.FinishAsync(@out);
                });
            }

            yield return Hostile($"outbound{over}: a megabyte behind the body", async script =>
            {
                (Leg @out, _) = await Openings.OutboundAsync(script, tls: tls);
                ForgetWhatIsChance(script, tls, "out");
                Task sending = @out.SendAsync(new byte[Megabyte]);
                await script.ReadToEndsAsync();
                await sending;
            });
            yield return Hostile($"both{over}: channels byte by byte", async script =>
            {
                Leg @out = await script.OutAsync(Role.Both, tls);
                await @out.SendByteByByteAsync(Rts.A1);
                Leg serverOut = await script.AcceptAsync("server out");
                Leg @in = await script.InAsync(Role.Both, tls);
                await @in.SendByteByByteAsync(Rts.B1);
                Leg serverIn = await script.AcceptAsync("server in");
                script.Pair(serverIn, serverOut);
                await serverOut.ReadPduAsync();
                await serverIn.ReadPduAsync();
                await serverIn.SendByteByByteAsync(Vectors.Read("CONN_B3"));
                await serverOut.SendByteByByteAsync(Vectors.Read("CONN_C1"));
                await serverOut.SendByteByByteAsync(Rts.Request(100));
                await @in.SendByteByByteAsync(Rts.Request(100));
                await serverIn.ReadPduAsync();
                await @out.ReadHeadAsync();
                for (int i = 0; i < 3; i++)
                {
                    await @out.ReadPduAsync();
                }

                await script.FinishAsync(@in);
            });
        }
    }

    /// <summary>Servers that can't be had, and server names that are none.</summary>
    private static IEnumerable<Case> Targets()
    {
        foreach (bool tls in (bool[])[false, true])
        {
            string over = tls ? " over TLS" : "";
            foreach (string server in (string[])["127.0.0.2:593", "localhost:1", "[::1]:593", "169.254.169.254:80", "other.example:593", "127.0.0.1.:593"])
            {
                yield return Hostile($"inbound{over}: target {server}, which nobody allowed", async script =>
                {
                    await script.InAsync(Role.Inbound, tls, server: server);
                    await script.ReadToEndsAsync();
                });
                yield return Hostile($"outbound{over}: target {server}, which nobody allowed", async script =>
                {
                    await script.OutAsync(Role.Outbound, tls, server: server);
                    await script.ReadToEndsAsync();
                });
            }

            foreach (string server in (string[])["127.0.0.1:1", "nobody.invalid:593"])
            {
                yield return Hostile($"inbound{over}: target {server}, which isn't there", async script =>
                {
                    Leg @in = await script.InAsync(Role.Inbound, tls, server: server);
                    await @in.SendAsync(Rts.B1);
                    await script.ReadToEndsAsync();
                });
                yield return Hostile($"outbound{over}: target {server}, which isn't there", async script =>
                {
                    Leg @out = await script.OutAsync(Role.Outbound, tls, server: server);
                    await @out.SendAsync(Rts.A1);
                    await script.ReadToEndsAsync();
                });
            }

            foreach (bool resets in (bool[])[false, true])
            {
                string how = resets ? "resets" : "closes";
                yield return Hostile($"inbound{over}: a server that {how} before it answers", async script =>
                {
                    (_, Leg server) = await Openings.InboundB3WAsync(script, tls: tls);
                    await EndAsync(server, resets);
                    await script.ReadToEndsAsync();
                });
                yield return Hostile($"outbound{over}: a server that {how} before it answers", async script =>
                {
                    (_, Leg server) = await Openings.OutboundC1WAsync(script, tls: tls);
                    await EndAsync(server, resets);
                    await script.ReadToEndsAsync();
                });
                yield return Hostile($"inbound{over}: a server that {how} before it says who it is succeeded by", async script =>
                {
                    Leg @in = await script.InAsync(Role.Inbound, tls);
                    await @in.SendAsync(Vectors.Read("IN_R1_A1"));
                    Leg server = await script.AcceptAsync("server");
                    await server.ReadPduAsync();
                    await EndAsync(server, resets);
                    await script.ReadToEndsAsync();
                });
            }
        }
    }

    private static Task EndAsync(Leg leg, bool resets)
    {
        if (!resets)
        {
            return leg.FinishAsync();
        }

        leg.Reset();
        return Task.CompletedTask;
    }

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
