using RpcHttpProxy.Differential.Tests.Roles;
using RpcHttpProxy.Differential.Tests.Tools;
using RpcHttpProxy.Differential.Tests.Wire;

namespace RpcHttpProxy.Differential.Tests.Cases;

/// <summary>
/// A successor by way of the same proxy (IN_R2, OUT_R2) whose request names another server than the connection's. 0b02aca took it; these
/// cases show that the comparison finds what was changed on purpose.
/// </summary>
internal static class SuccessorTargetCases
{
    private static readonly (string Name, string Server)[] s_others = [("another server that is allowed", "127.0.0.1:1"), ("a server nobody allowed", "127.0.0.2:593")];

    public static IEnumerable<Case> All() =>
        from other in s_others
        from one in (Case[])
        [
            HostileCases.Hostile($"inbound: IN_R2_A1 of a successor for {other.Name}", async script =>
            {
                (Leg @in, Leg server) = await Openings.InboundAsync(script);
                Leg successor = await script.InAsync(Role.Inbound, server: other.Server, name: "in successor");
                script.Pair(@in, successor);        // of an OUT channel the role ends both
                await TryAsync("IN_R2_A1", successor, server);
                await script.FinishAsync(@in);
            }),
            HostileCases.Hostile($"outbound: OUT_R2_A3 of a successor for {other.Name}", async script =>
            {
                (_, Leg server) = await Openings.OutboundAsync(script);
                Leg successor = await script.OutAsync(Role.Outbound, length: Vectors.Read("OUT_R2_A3").Length, server: other.Server, name: "out successor");
                await TryAsync("OUT_R2_A3", successor, server);
                await script.FinishAsync(server);
            }),
        ]
        select one;

    /// <summary>A successor that is taken is announced to the server; one that is refused gets a response.</summary>
    private static async Task TryAsync(string vector, Leg successor, Leg server)
    {
        await successor.SendAsync(Vectors.Read(vector));
        string head = await successor.ReadHeadAsync(Patience.Quiet);
        if (head.Length == 0)
        {
            await server.ReadPduAsync(Patience.Settling);
        }
    }
}
