using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RpcHttpProxy.Hosting.Tests.Wire;

/// <summary>A client that says and hears bytes, so that a test sees what is on the wire and nothing else. Every wait has an end.</summary>
public sealed class RawClient : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    private RawClient(Socket socket) => Socket = socket;

    public Socket Socket { get; }

    public static async Task<RawClient> ConnectAsync(IPEndPoint server, int? receiveBuffer = null)
    {
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer is { } size)
        {
            socket.ReceiveBufferSize = size;
        }

        await socket.ConnectAsync(server);
        return new RawClient(socket);
    }

    public Task SendAsync(string text) => SendAsync(Encoding.ASCII.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        using var late = new CancellationTokenSource(_patience);
        while (bytes.Length > 0)
        {
            bytes = bytes[await Socket.SendAsync(bytes, late.Token)..];
        }
    }

    /// <summary>Everything up to and with <paramref name="mark"/>.</summary>
    public async Task<string> ReadToAsync(string mark)
    {
        var text = new StringBuilder();
        while (!text.ToString().EndsWith(mark, StringComparison.Ordinal))
        {
            text.Append((char)(await ReadAsync(1))[0]);
        }

        return text.ToString();
    }

    /// <summary>Just so many bytes; fails when the connection ends before.</summary>
    public async Task<byte[]> ReadAsync(int count)
    {
        var bytes = new byte[count];
        using var late = new CancellationTokenSource(_patience);
        for (int at = 0; at < count;)
        {
            int read = await Socket.ReceiveAsync(bytes.AsMemory(at), late.Token);
            if (read == 0)
            {
                throw new EndOfStreamException($"The connection ended after {at} of {count} bytes: {Encoding.ASCII.GetString(bytes, 0, at)}");
            }

            at += read;
        }

        return bytes;
    }

    /// <summary>Everything up to the server's FIN. A reset throws a <see cref="SocketException"/>.</summary>
    public async Task<byte[]> ReadToEndAsync()
    {
        var all = new MemoryStream();
        var buffer = new byte[65_536];
        using var late = new CancellationTokenSource(_patience);
        while (await Socket.ReceiveAsync(buffer, late.Token) is > 0 and var read)
        {
            all.Write(buffer, 0, read);
        }

        return all.ToArray();
    }

    /// <summary>Closes with RST.</summary>
    public void Reset()
    {
        Socket.LingerState = new LingerOption(true, 0);
        Socket.Dispose();
    }

    public void Dispose() => Socket.Dispose();
}
