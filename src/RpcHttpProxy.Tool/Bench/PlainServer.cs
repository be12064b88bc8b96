using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.Services;

namespace RpcHttpProxy.Tool.Bench;

/// <summary>
/// The other end of what a plain TCP relay carries: answers the load's RPC PDUs as a backend does, with neither HTTP, machines nor flow
/// control in between. A connection that begins with CONN/A1 and one that begins with CONN/B1 of the same cookie are a pair; one that begins
/// with an RPC PDU is a plain ncacn_ip_tcp connection, as a backend's <c>tcp:</c> service opens it.
/// </summary>
internal sealed class PlainServer(IPEndPoint address)
{
    /// <summary>A window for the PDUs that must name one; it is not heeded.</summary>
    public const uint Window = 65_536;

    private const uint ConnectionTimeout = 900_000;
    private const int LargestSend = 65_536;

    private readonly RpcService _service = RpcService.Echo();
    private readonly ConcurrentDictionary<RtsCookie, TaskCompletionSource<LoadSocket>> _pairs = new();

    /// <summary>Serves until cancelled.</summary>
    public async Task RunAsync(Action<EndPoint> onListening, CancellationToken cancellation)
    {
        using var listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(address);
        listener.Listen();
        onListening(listener.LocalEndPoint!);
        while (true)
        {
            _ = ServeAsync(await listener.AcceptAsync(cancellation));
        }
    }

    private async Task ServeAsync(Socket accepted)
    {
        accepted.NoDelay = true;
        using (var socket = new LoadSocket(accepted))
        {
            try
            {
                await ServeAsync(socket, new PduBuffer(socket));
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // The load is over.
            }
        }
    }

    private async Task ServeAsync(LoadSocket socket, PduBuffer received)
    {
        RtsPdu? first = null;
        bool isPlain = false;
        while (first is null && !isPlain)
        {
            if (!await received.FillAsync())
            {
                return;
            }

            isPlain = received.Waiting.Length > 2 && PduHeader.PacketType(received.Waiting.Span) != PduHeader.RtsPacketType;
            first = isPlain ? null : TakeRtsPdu(received);
        }

        if (isPlain)
        {
            await AnswerAsync(received, socket);
            return;
        }

        TaskCompletionSource<LoadSocket> pair = _pairs.GetOrAdd(first!.VirtualConnectionCookie, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        if (first.Shape == RtsPduShape.CONN_A1)
        {
            pair.SetResult(socket);
            while (await received.FillAsync())
            {
            }

            _pairs.TryRemove(first.VirtualConnectionCookie, out _);
            return;
        }

        LoadSocket outSocket = await pair.Task;
        await outSocket.SendAllAsync(
            (byte[])[.. RtsPdus.CONN_A3(ConnectionTimeout).ToArray(), .. RtsPdus.CONN_C2(Window, ConnectionTimeout).ToArray()]);
        await AnswerAsync(received, outSocket);
    }

    private async Task AnswerAsync(PduBuffer received, LoadSocket outSocket)
    {
        using var association = new RpcServerAssociation(_service, newAssociationGroup: 1);
        var replies = new ArrayBufferWriter<byte>();
        do
        {
            while (Receive(received, association, replies))
            {
                while (association.HasMoreReplies)
                {
                    association.WriteNextReply(replies);
                    await SendIfAsync(replies.WrittenCount >= LargestSend, replies, outSocket);
                }
            }

            await SendIfAsync(replies.WrittenCount > 0, replies, outSocket);
        }
        while (await received.FillAsync());
    }

    private static bool Receive(PduBuffer received, RpcServerAssociation association, ArrayBufferWriter<byte> replies)
    {
        if (!received.TryTake(out ReadOnlySpan<byte> pdu))
        {
            return false;
        }

        association.Receive(pdu, replies);
        return true;
    }

    private static ValueTask SendIfAsync(bool isDue, ArrayBufferWriter<byte> replies, LoadSocket outSocket)
    {
        return isDue ? SendAsync() : default;

        async ValueTask SendAsync()
        {
            await outSocket.SendAllAsync(replies.WrittenMemory);
            replies.ResetWrittenCount();
        }
    }

    private static RtsPdu? TakeRtsPdu(PduBuffer received)
    {
        RtsPdu? pdu = null;
        if (received.TryTake(out ReadOnlySpan<byte> bytes))
        {
            RtsPduReader.Read(bytes, out pdu);
        }

        return pdu;
    }
}
