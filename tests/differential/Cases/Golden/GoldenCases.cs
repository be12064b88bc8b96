using RpcHttpProxy.Differential.Tests.Wire;

namespace RpcHttpProxy.Differential.Tests.Cases.Golden;

/// <summary>Each vector in each state, then, where a connection is open, each with its fields off.</summary>
internal static class GoldenCases
{
    /// <summary>Enough for what is off in a header, which is read before anything knows which PDU it is.</summary>
    private const string ForHeaders = "Ping_Traffic_Sent_Notify";

    public static IEnumerable<Case> All()
    {
        foreach (GoldenState state in GoldenStates.All)
        {
            yield return Of(state, "RPC request", Rts.Request(48, call: 7), "");
            foreach (string vector in Vectors.Names)
            {
                byte[] pdu = Vectors.Read(vector);
                yield return Of(state, vector, pdu, vector);
                if (!state.WithFieldsOff) continue;

                foreach ((string name, byte[] bytes) in FieldsOff.OfCommands(pdu)) yield return Of(state, $"{vector}, {name}", bytes, "");
            }

            if (!state.WithFieldsOff) continue;

            foreach ((string name, byte[] bytes) in FieldsOff.OfHeader(Vectors.Read(ForHeaders))) yield return Of(state, $"{ForHeaders}, {name}", bytes, "");
        }
    }

    private static Case Of(GoldenState state, string name, byte[] pdu, string vector) => new(CaseClass.GoldenVectors, $"golden: {state.Name}: {name}", async script =>
    {
        Leg leg = await state.ReachAsync(script, pdu);
        await (state.CarriesRpc ? leg.SendAsync(pdu, Rts.Request(32, call: 9)) : leg.SendAsync(pdu));
        if (state.Connecting.Contains(vector)) await (await script.AcceptAsync("server")).ReadPduAsync();
        await script.FinishAsync(leg);
    });
}
