using RpcHttpProxy.Differential.Tests.Wire;

namespace RpcHttpProxy.Differential.Tests.Cases.Golden;

/// <summary>Each vector in each state, then, where a connection is open, each with its fields off.</summary>
internal static class GoldenCases
{
    /// <summary>Enough for what is off in a header, which is read before anything knows which PDU it is.</summary>
    private const string ForHeaders = "Ping_Traffic_Sent_Notify";

    private static readonly byte[] s_probe = Rts.Request(32, call: 9);

    public static IEnumerable<Case> All()
    {
        foreach (GoldenState state in GoldenStates.All)
        {
            yield return Of(state, "RPC request", Rts.Request(48, call: 7), "");
            foreach (string vector in Vectors.Names)
            {
                byte[] pdu = Vectors.Read(vector);
                yield return Of(state, vector, pdu, vector);
                if (!state.WithFieldsOff)
                {
                    continue;
                }

                foreach ((string name, byte[] bytes) in FieldsOff.OfCommands(pdu))
                {
                    yield return Of(state, $"{vector}, {name}", bytes, "");
                }
            }

            if (!state.WithFieldsOff)
            {
                continue;
            }

            foreach ((string name, byte[] bytes) in FieldsOff.OfHeader(Vectors.Read(ForHeaders)))
            {
                yield return Of(state, $"{ForHeaders}, {name}", bytes, "");
            }
        }
    }

    private static Case Of(GoldenState state, string name, byte[] pdu, string vector) => new(CaseClass.GoldenVectors, $"golden: {state.Name}: {name}", async script =>
    {
        (Leg leg, Leg? other) = await state.ReachAsync(script, pdu);
        await (other is null ? leg.SendAsync(pdu) : leg.SendAsync(pdu, s_probe));
        if (other is not null)
        {
            await other.ReadUntilAsync(s_probe);
        }

        bool begins = state.Beginning?.Contains(vector) == true;
        if (begins && state.Connects)
        {
            await (await script.AcceptAsync("server")).ReadPduAsync();
        }

        if (begins && vector == "CONN_A1")
        {
            await leg.ReadHeadAsync();
            await leg.ReadPduAsync();
        }

        if (!begins && state.Beginning is not null)
        {
            await script.ReadToEndsAsync();
        }

        await script.FinishAsync(leg);
    });
}
