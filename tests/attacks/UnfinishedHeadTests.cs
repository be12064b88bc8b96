using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using RpcHttpProxy.Attacks.Tests.Kit;

namespace RpcHttpProxy.Attacks.Tests;

/// <summary>Clients that say nothing of who they are and send as much of a head as they are let, but not its end.</summary>
public sealed class UnfinishedHeadTests : IDisposable
{
    private const int Clients = 400;
    private const int First = 14_000;       // of 16 384 bytes of head that are taken here
    private const int All = 59_000;         // of 73 728 that were once
    private const int Piece = 1_000;
    private const int MostKilobytes = 80;   // of the proxy's memory for one of them: what was read, as text, and the connection with its TLS

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task An_unfinished_head_takes_little_memory(string protocol)
    {
        string[] tls = protocol == "https" ? Certificate.Write(_scratch) : [];
        await using Role proxy = await Role.ProxyAsync(
            new Launch(["--allow", "127.0.0.1:1", "--set", "Proxy:Limits:HeadTimeout=00:05:00", "--set", "Proxy:Limits:IdleTimeout=00:05:00", .. tls]), $"{protocol}://");
        List<Stream> clients = [];
        try
        {
            for (int i = 0; i < Clients; i++)
            {
                clients.Add(await ConnectAsync(proxy.EndPoint, tls.Length > 0));
            }

            await proxy.IsReadyAsync();
            int before = proxy.Tool.AnonymousMemory;
            int first = await SentAsync(proxy, clients, 0, First), all = await SentAsync(proxy, clients, First, All);

            int most = (Math.Max(first, all) - before) / Clients;
            Attack.IsHeldOff(most <= MostKilobytes, $"{Clients} unfinished heads take {most} kB each");
        }
        finally
        {
            foreach (Stream client in clients)
            {
                await client.DisposeAsync();
            }
        }
    }

    /// <summary>Sends the head's bytes from there to there, in pieces, as far as they are taken, and gives the proxy's memory when it has read them.</summary>
    private static async Task<int> SentAsync(Role proxy, List<Stream> clients, int from, int to)
    {
        byte[] head = Encoding.ASCII.GetBytes(string.Concat(
            "GET / HTTP/1.1\r\nHost: p\r\n", string.Concat(Enumerable.Range(0, 60).Select(i => $"X-{i}: {new string('v', Piece - 10)}\r\n"))));
        foreach (Stream client in clients)
        {
            using var late = new CancellationTokenSource(Patience.Limit);
            try
            {
                for (int at = from; at < to; at += Piece)
                {
                    await client.WriteAsync(head.AsMemory(at, Math.Min(Piece, to - at)), late.Token);
                }
            }
            catch (IOException)
            {
                // Refused, as too large.
            }
        }

        // What it has taken off the wires it has read when it has answered several times.
        for (int i = 0; i < 10; i++)
        {
            await proxy.IsReadyAsync();
        }

        return proxy.Tool.AnonymousMemory;
    }

    private static async Task<Stream> ConnectAsync(IPEndPoint proxy, bool isEncrypted)
    {
        var stream = new NetworkStream((await Wire.ConnectAsync(proxy)).Socket, ownsSocket: true);
        if (!isEncrypted)
        {
            return stream;
        }

#pragma warning disable CA5359 // An attacker doesn't ask who it attacks.
        var tls = new SslStream(stream, leaveInnerStreamOpen: false, (_, _, _, _) => true);
#pragma warning restore CA5359
        await tls.AuthenticateAsClientAsync("localhost").WaitAsync(Patience.Limit);
        return tls;
    }
}
