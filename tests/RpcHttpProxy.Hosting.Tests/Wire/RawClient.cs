using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace RpcHttpProxy.Hosting.Tests.Wire;

/// <summary>A client that says and hears bytes, so that a test sees what is on the wire and nothing else. Every wait has an end.</summary>
public sealed class RawClient : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    private readonly Stream _stream;

    private RawClient(Socket socket, RecordedStream received, Stream stream)
    {
        Socket = socket;
        Received = received;
        _stream = stream;
    }

    public Socket Socket { get; }

    /// <summary>What has come, below TLS.</summary>
    public RecordedStream Received { get; }

    /// <summary>Null on a plain wire.</summary>
    public SslStream? Tls => _stream as SslStream;

    /// <summary>Connects. Over TLS any server will do, and <paramref name="certificate"/> is shown to whoever asks.</summary>
    public static async Task<RawClient> ConnectAsync(
        IPEndPoint server, int? receiveBuffer = null, WireKind wire = WireKind.Plain, X509Certificate2? certificate = null)
    {
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer is { } size)
        {
            socket.ReceiveBufferSize = size;
        }

        await socket.ConnectAsync(server);
        var received = new RecordedStream(new NetworkStream(socket, ownsSocket: false));
        if (!wire.IsEncrypted())
        {
            return new RawClient(socket, received, received);
        }

        var stream = new SslStream(received);
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            EnabledSslProtocols = wire.Versions(),
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
            ClientCertificateContext = certificate is null ? null : SslStreamCertificateContext.Create(certificate, null, offline: true),
        };
        await stream.AuthenticateAsClientAsync(options).WaitAsync(_patience);
        return new RawClient(socket, received, stream);
    }

    public Task SendAsync(string text) => SendAsync(Encoding.ASCII.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        using var late = new CancellationTokenSource(_patience);
        await OfTheSocketAsync(async () =>
        {
            await _stream.WriteAsync(bytes, late.Token);
            return 0;
        });
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
            int read = await ReceiveAsync(bytes.AsMemory(at), late.Token);
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
        while (await ReceiveAsync(buffer, late.Token) is > 0 and var read)
        {
            all.Write(buffer, 0, read);
        }

        return all.ToArray();
    }

    /// <summary>What comes next, at least one byte; 0 at the end.</summary>
    public Task<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellation = default) =>
        OfTheSocketAsync(async () => await _stream.ReadAsync(buffer, cancellation));

    /// <summary>Ends what this side says, in order: over TLS with close_notify.</summary>
    public async Task FinishAsync()
    {
        if (Tls is { } tls)
        {
            await tls.ShutdownAsync();
        }

        Socket.Shutdown(SocketShutdown.Send);
    }

    /// <summary>Closes with RST.</summary>
    public void Reset()
    {
        Socket.LingerState = new LingerOption(true, 0);
        Socket.Dispose();
    }

    public void Dispose() => Socket.Dispose();

    private static async Task<int> OfTheSocketAsync(Func<Task<int>> work)
    {
        try
        {
            return await work();
        }
        catch (IOException e) when (e.InnerException is SocketException inner)
        {
            throw new SocketException((int)inner.SocketErrorCode);
        }
    }
}
