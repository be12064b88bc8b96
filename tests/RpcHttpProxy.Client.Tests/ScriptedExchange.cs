using System.Net.Sockets;
using System.Text;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Client.Tests;

/// <summary>One connection to a <see cref="ScriptedProxy"/>.</summary>
internal sealed class ScriptedExchange(Socket socket, Stream? secured = null) : IDisposable
{
    /// <summary>Longer than any step takes; shorter than anybody waits for a test.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Stream _stream = secured ?? new NetworkStream(socket, ownsSocket: true);

    public string Head { get; private set; } = "";

    /// <summary>Reads up to and including the empty line.</summary>
    public async Task<string> ReadHeadAsync()
    {
        StringBuilder head = new();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            head.Append((char)(await ReadAsync(1))[0]);
        }

        return Head = head.ToString();
    }

    public async Task<byte[]> ReadAsync(int length)
    {
        byte[] bytes = new byte[length];
        using CancellationTokenSource timeout = new(Patience);
        await _stream.ReadExactlyAsync(bytes, timeout.Token);
        return bytes;
    }

    public async Task<RtsPdu> ReadPduAsync(int length)
    {
        Assert.Equal(RtsFault.None, RtsPduReader.Read(await ReadAsync(length), out RtsPdu? pdu));
        return pdu!;
    }

    /// <summary>Reads to the client's FIN; what came before it.</summary>
    public async Task<byte[]> ReadToEndAsync()
    {
        using CancellationTokenSource timeout = new(Patience);
        using MemoryStream rest = new();
        await _stream.CopyToAsync(rest, timeout.Token);
        return rest.ToArray();
    }

    public Task WriteAsync(string text) => WriteAsync(Encoding.ASCII.GetBytes(text));

    public Task WriteAsync(RtsPdu pdu) => WriteAsync(pdu.ToArray());

    public Task WriteAsync(byte[] bytes) => _stream.WriteAsync(bytes).AsTask().WaitAsync(Patience);

    /// <summary>The value of a header field of the request; empty when it has none.</summary>
    public string Header(string name) =>
        Head.Split("\r\n").FirstOrDefault(line => line.StartsWith(name + ": ", StringComparison.OrdinalIgnoreCase))?[(name.Length + 2)..] ?? "";

    /// <summary>Sends FIN.</summary>
    public void Finish() => socket.Shutdown(SocketShutdown.Send);

    public void Dispose() => _stream.Dispose();
}
