using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.EndToEnd.Tests.Kit;

/// <summary>How a TCP connection ended, seen from this end.</summary>
internal enum PeerEnd
{
    Fin,
    Reset,
}

/// <summary>One end of a TCP connection that says whatever a test wants said, and hears every byte. Every wait has an end.</summary>
internal sealed class RawPeer(Socket socket) : IDisposable
{
    private const int FragLengthOffset = 8;     // [C706] 12.6.1
    private const int HeaderLength = 16;

    public Socket Socket => socket;

    public static async Task<RawPeer> ConnectAsync(IPEndPoint server, int? receiveBuffer = null)
    {
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer is { } size)
        {
            socket.ReceiveBufferSize = size;
        }

        await socket.ConnectAsync(server);
        return new RawPeer(socket);
    }

    /// <summary>Sends the head of an IN channel request.</summary>
    public static async Task<RawPeer> InAsync(IPEndPoint proxy, string server, long contentLength = 1 << 30)
    {
        RawPeer peer = await ConnectAsync(proxy);
        await peer.SendAsync($"RPC_IN_DATA /rpc/rpcproxy.dll?{server} HTTP/1.1\r\nHost: proxy\r\nContent-Length: {contentLength}\r\n\r\n");
        return peer;
    }

    /// <summary>Sends the head of an OUT channel request.</summary>
    public static async Task<RawPeer> OutAsync(IPEndPoint proxy, string server, int contentLength = 76, int? receiveBuffer = null)
    {
        RawPeer peer = await ConnectAsync(proxy, receiveBuffer);
        await peer.SendAsync($"RPC_OUT_DATA /rpc/rpcproxy.dll?{server} HTTP/1.1\r\nHost: proxy\r\nContent-Length: {contentLength}\r\n\r\n");
        return peer;
    }

    public Task SendAsync(string text) => SendAsync(Encoding.ASCII.GetBytes(text));

    public Task SendAsync(RtsPdu pdu) => SendAsync(pdu.ToArray());

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        using var late = new CancellationTokenSource(Patience.Limit);
        while (bytes.Length > 0)
        {
            bytes = bytes[await socket.SendAsync(bytes, late.Token)..];
        }
    }

    /// <summary>One packet a byte, or as near to it as the kernel lets.</summary>
    public async Task SendByteByByteAsync(ReadOnlyMemory<byte> bytes)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            await SendAsync(bytes.Slice(i, 1));
        }
    }

    /// <summary>Closes with RST.</summary>
    public void Reset() => socket.Close(0);

    /// <summary>Says no more, and goes on listening.</summary>
    public void Finish() => socket.Shutdown(SocketShutdown.Send);

    /// <summary>A response's head, with the empty line.</summary>
    public async Task<string> ReadHeadAsync()
    {
        var text = new StringBuilder();
        while (!text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            text.Append((char)(await ReadAsync(1))[0]);
        }

        return text.ToString();
    }

    public async Task<byte[]> ReadAsync(int count)
    {
        var bytes = new byte[count];
        using var late = new CancellationTokenSource(Patience.Limit);
        for (int at = 0; at < count;)
        {
            int read = await socket.ReceiveAsync(bytes.AsMemory(at), late.Token);
            if (read == 0)
            {
                throw new EndOfStreamException($"The connection ended after {at} of {count} bytes: {Encoding.ASCII.GetString(bytes, 0, at)}");
            }

            at += read;
        }

        return bytes;
    }

    public async Task<byte[]> ReadPduAsync()
    {
        byte[] header = await ReadAsync(HeaderLength);
        byte[] rest = await ReadAsync(BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(FragLengthOffset)) - HeaderLength);
        return [.. header, .. rest];
    }

    public async Task<RtsPdu> ReadRtsAsync(RtsPduKind kind)
    {
        RtsFault fault = RtsPduReader.Read(await ReadPduAsync(), out RtsPdu? pdu);
        Assert.True(pdu is not null, $"an RTS PDU was expected: {fault}");
        Assert.Contains(kind, RtsPduCatalog.KindsOf(pdu.Shape));
        return pdu;
    }

    /// <summary>Everything up to the other side's end, on which this end is closed, too.</summary>
    public async Task<(string Text, PeerEnd End)> ReadToEndAsync()
    {
        var all = new MemoryStream();
        byte[] buffer = new byte[65_536];
        using var late = new CancellationTokenSource(Patience.Limit);
        try
        {
            while (await socket.ReceiveAsync(buffer, late.Token) is > 0 and var read)
            {
                all.Write(buffer, 0, read);
            }

            return (Encoding.Latin1.GetString(all.ToArray()), PeerEnd.Fin);
        }
        catch (SocketException)
        {
            return (Encoding.Latin1.GetString(all.ToArray()), PeerEnd.Reset);
        }
        finally
        {
            socket.Dispose();
        }
    }

    public void Dispose() => socket.Dispose();
}
