using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Connections;
using RpcHttpProxy.Engine.Reactors;
using RpcHttpProxy.Engine.Sockets;
using RpcHttpProxy.Engine.Tests.LineEcho;
using RpcHttpProxy.Transport.Sockets;

namespace RpcHttpProxy.Transport.Tests.Sockets;

/// <summary>A connection that begins with a request goes on as another protocol's link, with all the bytes that came behind the head.</summary>
public sealed class HandedOnTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task What_came_behind_the_head_is_the_links_first_and_both_ends_close_in_order(int reactors)
    {
        Reactor[] made = reactors == 0
            ? [new InlineReactor(TimeProvider.System, _ => { })]
            : [.. Enumerable.Range(0, reactors).Select(_ => new EpollReactor("test", TimeProvider.System, _ => { }, _ => { }))];
        var set = new ReactorSet(made);
        var upgrades = new Upgrades(new LineServer(set, new LineOptions()));
        var transport = new PlainTransport { Reactors = set, FirstRequests = upgrades };
        await using (IConnectionListener listener = await transport.BindAsync(new PlainEndPoint(new IPEndPoint(IPAddress.Loopback, 0))))
        {
            for (int i = 0; i < 20; i++)
            {
                using Socket into = Connect(listener.EndPoint), outOf = Connect(listener.EndPoint);
                into.Send(Encoding.ASCII.GetBytes($"{Upgrades.Head}IN {i}\nSAY one\nSAY t"));
                outOf.Send(Encoding.ASCII.GetBytes($"{Upgrades.Head}OUT {i}\n"));
                Assert.Equal("one\n", await ReadAsync(outOf, 4));

                into.Send("wo\nQUIT\n"u8);
                Assert.Equal("two\n", await ReadToEndAsync(outOf));
                Assert.Equal("BYE\n", await ReadToEndAsync(into));
            }
        }

        Assert.Empty(upgrades.Server.Faults);
        Array.ForEach(made, reactor => ((IDisposable)reactor).Dispose());
    }

    private static Socket Connect(EndPoint listener)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(listener);
        return socket;
    }

    private static async Task<string> ReadAsync(Socket socket, int count)
    {
        byte[] bytes = new byte[count];
        using var late = new CancellationTokenSource(s_patience);
        for (int at = 0; at < count;)
        {
            int read = await socket.ReceiveAsync(bytes.AsMemory(at), SocketFlags.None, late.Token);
            Assert.NotEqual(0, read);
            at += read;
        }

        return Encoding.ASCII.GetString(bytes);
    }

    private static async Task<string> ReadToEndAsync(Socket socket)
    {
        var text = new StringBuilder();
        byte[] bytes = new byte[256];
        using var late = new CancellationTokenSource(s_patience);
        while (await socket.ReceiveAsync(bytes, SocketFlags.None, late.Token) is > 0 and var read)
        {
            text.Append(Encoding.ASCII.GetString(bytes, 0, read));
        }

        socket.Shutdown(SocketShutdown.Send);
        return text.ToString();
    }

    /// <summary>Every connection's first request hands it on to the echo.</summary>
    private sealed class Upgrades(LineServer server) : IFirstRequests
    {
        public const string Head = "GET /lines HTTP/1.1\r\nHost: p\r\nConnection: upgrade\r\nUpgrade: lines\r\n\r\n";

        public LineServer Server => server;

        public async ValueTask<bool> TryTakeAsync(PlainConnection connection, CancellationToken unbound)
        {
            ReadResult read = await connection.Input.ReadAsync(CancellationToken.None);
            Assert.True(read.Buffer.Length >= Head.Length); // Loopback brings what was sent at once together.
            connection.Input.AdvanceTo(read.Buffer.GetPosition(Head.Length));
            _ = server.RunAsync(new ConnectionCarrier(connection, s_patience, TimeProvider.System), connection.Reactor!);
            return true;
        }
    }
}
