using RpcHttpProxy.Differential.Tests.Roles;
using RpcHttpProxy.Differential.Tests.Wire;

namespace RpcHttpProxy.Differential.Tests.Cases;

/// <summary>What is begun and never finished.</summary>
internal static class TimeOutCases
{
    private const string In = "RPC_IN_DATA", Out = "RPC_OUT_DATA";

    public static IEnumerable<Case> All()
    {
        foreach (bool tls in (bool[])[false, true])
        {
            string over = tls ? " over TLS" : "";
            foreach (string method in (string[])[In, Out])
            {
                foreach ((string name, string begun) in ((string, string)[])[
                    ("nothing", ""), ("half a head", $"{method} /rpc/rpcproxy.dll HTTP/1.1\r\nHos"),
                    ("a head and no PDU", $"{method} /rpc/rpcproxy.dll?SERVER HTTP/1.1\r\nHost: p\r\nContent-Length: 1000\r\n\r\n"),
                    ("a head and half a PDU", $"{method} /rpc/rpcproxy.dll?SERVER HTTP/1.1\r\nHost: p\r\nContent-Length: 1000\r\n\r\n\u0005\0\u0014\u0003"),
                    ("half an echo", $"{method} /rpc/rpcproxy.dll HTTP/1.1\r\nHost: p\r\nContent-Length: 16\r\n\r\n12345678")])
                {
                    yield return HostileCases.Hostile($"{method}{over}: {name}, and then for ever nothing", async script =>
                    {
                        Leg leg = await script.ConnectAsync("client", Role.HurriedProxies, tls);
                        await leg.SendAsync(begun.Replace("SERVER", script.Servers.Server, StringComparison.Ordinal));
                        await script.ReadToEndsAsync();
                    }) with
                    { BothAtOnce = true };
                }
            }

            yield return HostileCases.Hostile($"inbound{over}: a server that never answers", async script =>
            {
                await Openings.InboundB3WAsync(script, Role.HurriedProxies, tls);
                await script.ReadToEndsAsync();
            });
            yield return HostileCases.Hostile($"outbound{over}: a server that never answers", async script =>
            {
                await Openings.OutboundC1WAsync(script, Role.HurriedProxies, tls);
                await script.ReadToEndsAsync();
            });
        }

        foreach ((string name, byte[] begun) in ((string, byte[])[])[("nothing", []), ("half of CONN/A2", Rts.A2[..40]), ("CONN/A2", Rts.A2), ("CONN/B2", Rts.B2)])
        {
            yield return HostileCases.Hostile($"backend: {name}, and then for ever nothing", async script =>
            {
                Leg leg = await Openings.BackendLegAsync(script, "server", Role.HurriedBackend);
                await leg.SendAsync(begun);
                await script.ReadToEndsAsync();
            }) with
            { BothAtOnce = true };
        }
    }
}
