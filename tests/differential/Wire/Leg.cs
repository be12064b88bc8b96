using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using RpcHttpProxy.Differential.Tests.Tools;

namespace RpcHttpProxy.Differential.Tests.Wire;

/// <summary>
/// This end of a TCP connection to or from the role under test, plain or inside TLS. It never throws for what the other side does: a case
/// goes on with what it has, and what came, and how it ended, is the observation.
/// </summary>
internal sealed class Leg : IAsyncDisposable
{
    private const int HeaderLength = 16;        // [C706] 12.6.1
    private const int FragLengthOffset = 8;

    private readonly Socket? _socket;
    private readonly EndNotingStream? _wire;
    private readonly Stream? _stream;
    private readonly MemoryStream _received = new();
    private int _taken;
    private bool _hasFinishedTls;
    private bool _hasBeenReset;         // a write was told: the kernel tells it once, and reading then finds an end like any other

    private Leg(string name, Socket? socket, EndNotingStream? wire, Stream? stream) => (Name, _socket, _wire, _stream) = (name, socket, wire, stream);

    public string Name { get; }

    /// <summary>Everything that came.</summary>
    public byte[] Received => _received.ToArray();

    /// <summary>How it ended, once that is known.</summary>
    public LegEnd? End { get; private set; }

    /// <param name="name">What reports call it.</param>
    /// <param name="server">Where to connect to.</param>
    /// <param name="tls">Whether to speak TLS there; any certificate is taken.</param>
    /// <param name="receiveBuffer">Of the socket, for a reader that is to be slow.</param>
    public static async Task<Leg> ConnectAsync(string name, IPEndPoint server, bool tls = false, int? receiveBuffer = null)
    {
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer is { } size)
        {
            socket.ReceiveBufferSize = size;
        }

        try
        {
            using var late = new CancellationTokenSource(Patience.Limit);
            await socket.ConnectAsync(server, late.Token);
            var wire = new EndNotingStream(new NetworkStream(socket));
            if (!tls)
            {
                return new Leg(name, socket, wire, wire);
            }

            var inside = new SslStream(wire);
            await inside.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions { TargetHost = "localhost", RemoteCertificateValidationCallback = (_, _, _, _) => true }, late.Token);
            return new Leg(name, socket, wire, inside);
        }
        catch (Exception e) when (IsOfTheWire(e))
        {
            socket.Dispose();
            return Missing(name);
        }
    }

    /// <summary>A leg that the role under test opens.</summary>
    public static async Task<Leg> AcceptAsync(string name, Socket listener)
    {
        try
        {
            using var late = new CancellationTokenSource(Patience.Limit);
            Socket socket = await listener.AcceptAsync(late.Token);
            socket.NoDelay = true;
            var wire = new EndNotingStream(new NetworkStream(socket));
            return new Leg(name, socket, wire, wire);
        }
        catch (OperationCanceledException)
        {
            return Missing(name);
        }
    }

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    /// <summary>Sends, if anybody still takes it.</summary>
    /// <returns>Whether it was taken.</returns>
    public async Task<bool> SendAsync(params byte[][] pieces)
    {
        if (_stream is null)
        {
            return false;
        }

        try
        {
            using var late = new CancellationTokenSource(Patience.Limit);
            await _stream.WriteAsync(pieces.Length == 1 ? pieces[0] : [.. pieces.SelectMany(piece => piece)], late.Token);
            return true;
        }
        catch (Exception e) when (IsOfTheWire(e))
        {
            _hasBeenReset |= IsReset(e);
            return false;
        }
    }

    /// <summary>One packet a byte, or as near to it as the kernel lets.</summary>
    public async Task SendByteByByteAsync(byte[] bytes)
    {
        foreach (byte one in bytes)
        {
            await SendAsync([one]);
        }
    }

    /// <summary>Says no more, and goes on listening; over TLS with close_notify before FIN.</summary>
    public async Task FinishAsync(bool closeNotify = true)
    {
        try
        {
            _hasFinishedTls = _stream is SslStream;
            if (_stream is SslStream tls && closeNotify)
            {
                await tls.ShutdownAsync();
            }

            _socket?.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (IsOfTheWire(e))
        {
            _hasBeenReset |= IsReset(e);
        }
    }

    /// <summary>Closes with RST, and hears no more.</summary>
    public void Reset()
    {
        _socket?.Close(0);
        End ??= LegEnd.Reset;
    }

    /// <summary>Reads a response's head.</summary>
    /// <returns>The head with its empty line; what there was when it ended before.</returns>
    public async Task<string> ReadHeadAsync(TimeSpan? silence = null)
    {
        int end;
        while ((end = Untaken().IndexOf("\r\n\r\n"u8)) < 0 && await FillAsync(silence ?? Patience.Limit))
        {
            ;
        }

        return Encoding.Latin1.GetString(Take(end < 0 ? Untaken().Length : end + 4));
    }

    /// <summary>Reads one PDU.</summary>
    /// <returns>The PDU; what there was of it when the leg ended before.</returns>
    public async Task<byte[]> ReadPduAsync(TimeSpan? silence = null) =>
        await HasAsync(HeaderLength, silence) && await HasAsync(BinaryPrimitives.ReadUInt16LittleEndian(Untaken()[FragLengthOffset..]), silence)
            ? Take(BinaryPrimitives.ReadUInt16LittleEndian(Untaken()[FragLengthOffset..]))
            : Take(Untaken().Length);

    /// <summary>Reads up to a PDU, or to the end; not for long, since a PDU before it may have swallowed it.</summary>
    public async Task ReadUntilAsync(byte[] pdu)
    {
        byte[] read;
        do
        {
            read = await ReadPduAsync(Patience.Settling);
        }
        while (read.Length > 0 && !read.AsSpan().SequenceEqual(pdu));
    }

    /// <summary>Reads so many bytes, or what there is.</summary>
    public async Task<byte[]> ReadAsync(int count) => Take(await HasAsync(count) ? count : Untaken().Length);

    /// <summary>
    /// Reads up to the end, or until nothing comes any more. Where a response says that it is the last one, this side ends first: a role gives
    /// its client a second for that.
    /// </summary>
    /// <param name="takesThatSecond">Leaves the end to the role.</param>
    public async Task ReadToEndAsync(bool takesThatSecond = false)
    {
        bool isFinished = takesThatSecond;
        do
        {
            if (isFinished || !HasLastResponse())
            {
                continue;
            }

            isFinished = true;
            await FinishAsync();
        }
        while (await FillAsync(Patience.Limit));
    }

    public async ValueTask DisposeAsync()
    {
        if (_stream is not null)
        {
            await _stream.DisposeAsync();
        }

        _socket?.Dispose();
    }

    private static Leg Missing(string name) => new(name, null, null, null) { End = LegEnd.NeverConnected };

    private static bool IsOfTheWire(Exception e) =>
        e is IOException or SocketException or ObjectDisposedException or OperationCanceledException or InvalidOperationException
            or System.Security.Authentication.AuthenticationException;

    /// <summary>FIN alone fails no write, nor an end of this side: one that fails has met RST.</summary>
    private static bool IsReset(Exception e) =>
        (e as SocketException ?? e.InnerException as SocketException)?.SocketErrorCode
            is SocketError.ConnectionReset or SocketError.Shutdown or SocketError.NotConnected or SocketError.ConnectionAborted;

    private bool HasLastResponse()
    {
        string all = Encoding.Latin1.GetString(_received.GetBuffer(), 0, (int)Math.Min(_received.Length, 8_192));
        int head = all.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        if (head < 4 || !all.StartsWith("HTTP/1.", StringComparison.Ordinal) || !all[..head].Contains("\r\nConnection: close\r\n", StringComparison.Ordinal))
        {
            return false;
        }

        const string Length = "\r\nContent-Length: ";
        int at = all.IndexOf(Length, 0, head, StringComparison.Ordinal);
        return at >= 0
            && long.TryParse(all[(at + Length.Length)..].Split('\r')[0], NumberStyles.None, CultureInfo.InvariantCulture, out long body)
            && _received.Length - head >= body;
    }

    private ReadOnlySpan<byte> Untaken() => _received.GetBuffer().AsSpan(_taken, (int)_received.Length - _taken);

    private byte[] Take(int count)
    {
        byte[] bytes = [.. Untaken()[..count]];
        _taken += count;
        return bytes;
    }

    private async Task<bool> HasAsync(int count, TimeSpan? silence = null)
    {
        while (Untaken().Length < count)
        {
            if (!await FillAsync(silence ?? Patience.Limit))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Receives something; false when there is an end, or silence.</summary>
    private async Task<bool> FillAsync(TimeSpan silence)
    {
        if (End is not null && End != LegEnd.Silent)
        {
            return false;
        }

        byte[] buffer = new byte[65_536];
        using var late = new CancellationTokenSource(silence);
        try
        {
            int read = await _stream!.ReadAsync(buffer, late.Token);
            _received.Write(buffer, 0, read);
            End = read > 0 ? null : _hasBeenReset ? LegEnd.Reset : await EndOfInsideAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            End = LegEnd.Silent;
        }
        catch (Exception e) when (IsOfTheWire(e))
        {
            End = LegEnd.Reset;
        }

        return End is null;
    }

    /// <summary>TLS ends by close_notify; what becomes of the connection below it comes behind.</summary>
    private async Task<LegEnd> EndOfInsideAsync(CancellationToken late)
    {
        bool isTold = !_wire!.HasEnded;
        await _wire.CopyToAsync(Stream.Null, late);
        return _hasFinishedTls ? LegEnd.FinAfterOurs : isTold ? LegEnd.CloseNotifyAndFin : LegEnd.Fin;
    }
}
