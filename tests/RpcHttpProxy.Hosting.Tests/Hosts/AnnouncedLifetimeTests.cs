using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using RpcHttpProxy.Hosting.Tests.Wire;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Hosting.Tests.Hosts;

/// <summary>An IN channel's Content-Length is its lifetime (2.1.2.1.1), and a short-lived channel is acknowledged before half of the window.</summary>
public class AnnouncedLifetimeTests
{
    private const int PduLength = 4096;
    private const int Pdus = 16;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData(131_072, true)]
    [InlineData(1_073_741_824, false)]
    public async Task The_first_64_KiB_of_a_256_KiB_window_are_acknowledged_only_where_the_request_announces_little(long contentLength, bool isAcknowledged)
    {
        using var late = new CancellationTokenSource(s_patience);
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        int port = ((IPEndPoint)server.LocalEndpoint).Port;
        await using RunningProxy proxy = await RunningProxy.StartAsync(settings =>
        {
            settings.Proxy.AllowedTargets.Add($"127.0.0.1:{port}");
            settings.Proxy.ReceiveWindowSize = 262_144;
        });
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);
        await client.SendAsync($"RPC_IN_DATA /rpc/rpcproxy.dll?127.0.0.1:{port} HTTP/1.1\r\nHost: p\r\nContent-Length: {contentLength}\r\n\r\n");
        await client.SendAsync(Vectors.Load("CONN_B1"));
        using Socket connection = await server.AcceptSocketAsync(late.Token);
        await using var stream = new NetworkStream(connection);
        await ReadPduAsync(stream, late.Token); // CONN/B2
        await stream.WriteAsync(Vectors.Load("CONN_B3"), late.Token);

        byte[] pdu = RequestPdu();
        int acknowledgments = 0;
        for (int i = 0; i < Pdus; i++)
        {
            await client.SendAsync(pdu);
            while (!IsRequest(await ReadPduAsync(stream, late.Token)))
            {
                acknowledgments++;
            }
        }

        Assert.Equal(isAcknowledged, acknowledgments > 0);
    }

    private static bool IsRequest(byte[] pdu)
    {
        if (PduHeader.PacketType(pdu) != PduHeader.RtsPacketType)
        {
            return true;
        }

        Assert.Equal(RtsFault.None, RtsPduReader.Read(pdu, out RtsPdu? rts));
        Assert.Equal(RtsPduShape.FlowControlAckWithDestination, rts!.Shape);
        return false;
    }

    private static byte[] RequestPdu()
    {
        byte[] pdu = new byte[PduLength];
        pdu[0] = 5;         // rpc_vers, of a request in one fragment
        pdu[3] = 0x03;      // first and last fragment
        pdu[4] = 0x10;      // little-endian
        BinaryPrimitives.WriteUInt16LittleEndian(pdu.AsSpan(8), PduLength);
        return pdu;
    }

    private static async Task<byte[]> ReadPduAsync(NetworkStream stream, CancellationToken late)
    {
        byte[] header = new byte[16];
        await stream.ReadExactlyAsync(header, late);
        byte[] pdu = new byte[PduHeader.FragLength(header)];
        header.CopyTo(pdu, 0);
        await stream.ReadExactlyAsync(pdu.AsMemory(header.Length), late);
        return pdu;
    }
}
