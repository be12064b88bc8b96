using System.Net.Sockets;
using RpcHttpProxy.Core;
using RpcHttpProxy.EndToEnd.Tests.Kit;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.EndToEnd.Tests.Hostile;

/// <summary>RTS PDUs without end, which no window holds back, on IN, from a client that reads nothing on OUT.</summary>
public class FloodTests
{
    private const int SmallReceiveBuffer = 8_192;
    private const int MuchMore = 64 << 20;      // than the kernel takes off a sender's hands
    private const long Bound = 1 << 20;         // bytes in all roles: windows and overrun allowances, several times over

    [Theory]
    [InlineData("acknowledgments for the client")]
    public async Task What_is_forwarded_to_a_client_that_does_not_read_ends_its_connection(string what)
    {
        await using Neighbours there = await Neighbours.StartAsync();
        using RawConnection connection = await RawConnection.OpenAsync(there.Stack, SmallReceiveBuffer);

        bool isCut = await FloodAsync(there, connection, Pdu(what));

        Assert.True(isCut, "64 MiB were taken");
        connection.Dispose();
        await there.AssertOnlyTheNeighbourIsLeftAsync();
        Assert.Contains(there.Stack.Roles, role => role.Ended.ContainsKey(CloseReason.RtsFlood));
    }

    [Theory]
    [InlineData("Pings")]
    [InlineData("Keep-Alives")]
    [InlineData("acknowledgments for nobody")]
    [InlineData("acknowledgments for the outbound proxy")]
    [InlineData("acknowledgments for the server")]
    public async Task What_is_taken_in_harms_nobody(string what)
    {
        await using Neighbours there = await Neighbours.StartAsync();
        using RawConnection connection = await RawConnection.OpenAsync(there.Stack, SmallReceiveBuffer);

        await FloodAsync(there, connection, Pdu(what), MuchMore / 16);

        connection.Dispose();
        await there.AssertOnlyTheNeighbourIsLeftAsync();
    }

    /// <summary>Sends one PDU again and again; whether the connection was ended for it. The roles never hold much meanwhile.</summary>
    private static async Task<bool> FloodAsync(Neighbours there, RawConnection connection, RtsPdu pdu, int bytes = MuchMore)
    {
        byte[] many = [.. Enumerable.Repeat(pdu.ToArray(), 1_000).SelectMany(one => one)];
        for (int sent = 0; sent < bytes; sent += many.Length)
        {
            Assert.InRange(there.Stack.Roles.Sum(role => role.QueuedBytes), 0, Bound);
            try
            {
                await connection.In.SendAsync(many);
            }
            catch (SocketException)
            {
                return true;
            }
        }

        await there.NeighbourIsAnsweredAsync();
        return false;
    }

    private static RtsPdu Pdu(string what) => what switch
    {
        "Pings" => RtsPdus.Ping(),
        "Keep-Alives" => RtsPdus.KeepAlive(300_000),
        "acknowledgments for nobody" => RtsPdus.FlowControlAck(Acknowledgment()),
        "acknowledgments for the outbound proxy" => RtsPdus.FlowControlAckWithDestination(ForwardDestination.FDOutProxy, Acknowledgment()),
        "acknowledgments for the server" => RtsPdus.FlowControlAckWithDestination(ForwardDestination.FDServer, Acknowledgment()),
        _ => RtsPdus.FlowControlAckWithDestination(ForwardDestination.FDClient, Acknowledgment()),
    };

    private static FlowControlAcknowledgment Acknowledgment() => new(0, 65_536, RtsCookie.CreateRandom());
}
