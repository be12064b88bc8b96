using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RpcHttpProxy.Attacks.Tests.Kit;

/// <summary>One end of a TCP connection that says whatever an attack wants said. Every wait has an end.</summary>
internal sealed class Wire(Socket socket) : IDisposable
{
    private const int FragLengthOffset = 8;     // [C706] 12.6.1
    private const int PduHeaderLength = 16;
    private const int LongestBody = 65_536;     // what is longer is an OUT channel: 128 KiB at least

    public Socket Socket => socket;

    public static async Task<Wire> ConnectAsync(IPEndPoint to, string? from = null, int? receiveBuffer = null, TimeSpan? limit = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer is { } size)
        {
            socket.ReceiveBufferSize = size;
        }

        if (from is not null)
        {
            socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        }

        using var late = new CancellationTokenSource(limit ?? Patience.Limit);
        try
        {
            await socket.ConnectAsync(to, late.Token);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        return new Wire(socket);
    }

    /// <summary>Connects, sends one request and reads its response.</summary>
    public static async Task<Response> AskAsync(IPEndPoint to, string request, string? from = null, TimeSpan? limit = null)
    {
        using Wire wire = await ConnectAsync(to, from);
        return await wire.AskAsync(request, limit);
    }

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        using var late = new CancellationTokenSource(Patience.Limit);
        while (bytes.Length > 0)
        {
            bytes = bytes[await socket.SendAsync(bytes, late.Token)..];
        }
    }

    /// <summary>Sends a request and reads its response.</summary>
    public async Task<Response> AskAsync(string request, TimeSpan? limit = null)
    {
        await SendAsync(request);
        return await ReadResponseAsync(limit);
    }

    /// <summary>
    /// Reads a response, with its body unless that is a channel's. Status 0 when the connection ends instead; a <see cref="TimeoutException"/>
    /// when neither comes within the limit.
    /// </summary>
    public async Task<Response> ReadResponseAsync(TimeSpan? limit = null)
    {
        var head = new StringBuilder();
        try
        {
            while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            {
                head.Append((char)(await ReadAsync(1, limit))[0]);
            }

            var response = new Response(int.Parse(head.ToString().Split(' ')[1], CultureInfo.InvariantCulture), head.ToString());
            if (int.TryParse(response.Header("Content-Length"), CultureInfo.InvariantCulture, out int length) && length <= LongestBody)
            {
                await ReadAsync(length, limit);
            }

            return response;
        }
        catch (Exception e) when (e is EndOfStreamException or SocketException)
        {
            return new Response(0, head.ToString());
        }
    }

    public async Task<byte[]> ReadAsync(int count, TimeSpan? limit = null)
    {
        var bytes = new byte[count];
        using var late = new CancellationTokenSource(limit ?? Patience.Limit);
        try
        {
            for (int at = 0; at < count;)
            {
                int read = await socket.ReceiveAsync(bytes.AsMemory(at), late.Token);
                if (read == 0)
                {
                    throw new EndOfStreamException($"The connection ended after {at} of {count} bytes.");
                }

                at += read;
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"Not all of {count} bytes came within {(limit ?? Patience.Limit).TotalSeconds} s.");
        }

        return bytes;
    }

    public async Task<byte[]> ReadPduAsync(TimeSpan? limit = null)
    {
        byte[] header = await ReadAsync(PduHeaderLength, limit);
        byte[] rest = await ReadAsync(BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(FragLengthOffset)) - PduHeaderLength, limit);
        return [.. header, .. rest];
    }

    public void Dispose() => socket.Dispose();
}
