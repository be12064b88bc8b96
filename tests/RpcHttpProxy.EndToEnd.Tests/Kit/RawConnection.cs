using System.IO.Pipelines;
using System.Net;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.EndToEnd.Tests.Kit;

/// <summary>A virtual connection opened by hand, PDU by PDU, so that a test can break any rule at any point.</summary>
internal sealed class RawConnection : IDisposable
{
    private const uint Window = 65_536;
    private const uint Lifetime = 1 << 30;
    private const uint Keepalive = 300_000;

    private RawConnection(RawPeer @in, RawPeer @out) => (In, Out) = (@in, @out);

    public RtsCookie Cookie { get; init; } = RtsCookie.CreateRandom();

    public RawPeer In { get; }

    public RawPeer Out { get; }

    /// <summary>The RPC PDUs of this connection, as a pipe for an RPC client; <see cref="CarryAsync"/> moves them.</summary>
    public IDuplexPipe Application => new Duplex(_down.Reader, _up.Writer);

    private readonly Pipe _up = new();
    private readonly Pipe _down = new();

    public static RtsPdu A1(RtsCookie cookie) => RtsPdus.CONN_A1(cookie, RtsCookie.CreateRandom(), Window);

    public static RtsPdu A2(RtsCookie cookie) => RtsPdus.CONN_A2(cookie, RtsCookie.CreateRandom(), Lifetime, Window);

    public static RtsPdu B1(RtsCookie cookie) => RtsPdus.CONN_B1(cookie, RtsCookie.CreateRandom(), Lifetime, Keepalive, default);

    public static RtsPdu B2(RtsCookie cookie) =>
        RtsPdus.CONN_B2(cookie, RtsCookie.CreateRandom(), Window, connectionTimeout: 900_000, default, IPAddress.Loopback);

    /// <summary>Both requests sent, and no PDU.</summary>
    public static async Task<RawConnection> BeginAsync(Stack stack, string? server = null, int? receiveBuffer = null)
    {
        RawPeer @out = await RawPeer.OutAsync(stack.OutboundEndPoint, server ?? stack.Server, receiveBuffer: receiveBuffer);
        return new RawConnection(await RawPeer.InAsync(stack.InboundEndPoint, server ?? stack.Server), @out);
    }

    /// <summary>Opened: CONN/C2 has come.</summary>
    public static async Task<RawConnection> OpenAsync(Stack stack, int? receiveBuffer = null)
    {
        RawConnection connection = await BeginAsync(stack, receiveBuffer: receiveBuffer);
        await connection.Out.SendAsync(A1(connection.Cookie));
        await connection.In.SendAsync(B1(connection.Cookie));
        await connection.ReadOpenedAsync();
        return connection;
    }

    /// <summary>Reads the OUT channel's 200, CONN/A3 and CONN/C2.</summary>
    public async Task ReadOpenedAsync()
    {
        Assert.StartsWith("HTTP/1.1 200 Success\r\n", await Out.ReadHeadAsync(), StringComparison.Ordinal);
        await Out.ReadRtsAsync(RtsPduKind.CONN_A3);
        await Out.ReadRtsAsync(RtsPduKind.CONN_C2);
    }

    /// <summary>
    /// Carries RPC PDUs from <see cref="Application"/> to the IN channel until its writer completes, and from the OUT channel until
    /// cancelled, when nothing is read any more. Acknowledges nothing, as Samba's client does.
    /// </summary>
    public Task CarryAsync(CancellationToken stopReading) => Task.WhenAll(CarryUpAsync(), CarryDownAsync(stopReading));

    public void Dispose()
    {
        In.Dispose();
        Out.Dispose();
        _down.Writer.Complete();
    }

    private async Task CarryUpAsync()
    {
        while (true)
        {
            ReadResult result = await _up.Reader.ReadAsync();
            foreach (ReadOnlyMemory<byte> segment in result.Buffer)
            {
                await In.SendAsync(segment);
            }

            _up.Reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
            {
                return;
            }
        }
    }

    private async Task CarryDownAsync(CancellationToken stopReading)
    {
        try
        {
            while (await Out.Socket.ReceiveAsync(_down.Writer.GetMemory(), stopReading) is > 0 and var read)
            {
                _down.Writer.Advance(read);
                await _down.Writer.FlushAsync(stopReading);
            }
        }
        catch (OperationCanceledException)
        {
            // From here on nobody reads.
        }
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
