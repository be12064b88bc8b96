using RpcHttpProxy.Differential.Tests.Wire;

namespace RpcHttpProxy.Differential.Tests.Cases;

/* More of a PDU than anybody should send. */
internal static partial class HostileCases
{
    /// <summary>RTS PDUs without end. Taken in, they are no news; where they are passed on and not read, the connection is ended.</summary>
    private static IEnumerable<Case> Floods()
    {
        foreach (string vector in (string[])["Ping", "Keep_Alive", "FlowControlAck", "FlowControlAckWithDestination"])
        {
            yield return Hostile($"inbound: ten thousand of {vector}", async script =>
            {
                (Leg @in, _) = await Openings.InboundAsync(script);
                await @in.SendAsync([.. Enumerable.Repeat(Vectors.Read(vector), 10_000).SelectMany(pdu => pdu)]);
                await script.FinishAsync(@in);
            });
            yield return Hostile($"outbound: ten thousand of {vector}", async script =>
            {
                (_, Leg server) = await Openings.OutboundAsync(script);
                await server.SendAsync([.. Enumerable.Repeat(Vectors.Read(vector), 10_000).SelectMany(pdu => pdu)]);
                await script.FinishAsync(server);
            });
        }

        yield return Hostile("outbound: acknowledgments for a client that doesn't read", async script =>
        {
            const int SmallReceiveBuffer = 8_192, Chunk = 1_000, Enough = 64 << 20;     // far more than the kernel takes off a sender's hands
            (_, Leg server) = await Openings.OutboundAsync(script, receiveBuffer: SmallReceiveBuffer);
            byte[] acknowledgment = Rts.At(Vectors.Read("FlowControlAckWithDestination"), 24, 0);      // FDClient
            byte[] many = [.. Enumerable.Repeat(acknowledgment, Chunk).SelectMany(pdu => pdu)];
            int sent = 0;
            while (sent < Enough && await server.SendAsync(many))
            {
                sent += many.Length;
            }

            script.Note(sent < Enough ? "cut off" : "all was taken");
            await server.ReadToEndAsync();
            script.Forget("out");
        });
    }
}
