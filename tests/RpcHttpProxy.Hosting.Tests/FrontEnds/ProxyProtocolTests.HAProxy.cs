using System.Diagnostics;
using System.Net.Sockets;
using System.Net;
using System.Text;
using RpcHttpProxy.Hosting.Tests.Wire;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Hosting.Tests.FrontEnds;

/* A front end that there is. */
public sealed partial class ProxyProtocolTests
{
    [PeerTheory("haproxy")]
    [InlineData("v1", "send-proxy")]
    [InlineData("v2", "send-proxy-v2")]
    [Trait(Category.Name, Category.Slow)]
    public async Task HAProxy_says_who_its_client_is(string version, string option)
    {
        await using (RunningProxy proxy = await StartAsync($"https://127.0.0.1:0?proxy={version}"))
        {
            int port = FreePort();
            File.WriteAllText(_folder["haproxy.cfg"], $"""
                defaults
                  mode tcp
                  timeout connect 5s
                  timeout client 5s
                  timeout server 5s
                listen l
                  bind 127.0.0.1:{port}
                  server s 127.0.0.1:{proxy.EndPoint.Port} {option}

                """);
            using Process haproxy = Process.Start(new ProcessStartInfo("haproxy", ["-f", _folder["haproxy.cfg"], "-db"]) { RedirectStandardError = true })!;
            try
            {
                using Socket socket = await ConnectFromAsync(IPAddress.Parse("127.0.0.9"), port);
                using Stream client = await TlsAsync(new NetworkStream(socket));
                await client.WriteAsync(Encoding.ASCII.GetBytes(Channel));
                Assert.StartsWith("HTTP/1.0 503 RPC Error: 5", await ReadLineAsync(client), StringComparison.Ordinal);
            }
            finally
            {
                haproxy.Kill();
            }
        }

        Assert.Contains("anonymous at 127.0.0.9 was refused denied:135", Log(), StringComparison.Ordinal);
    }

    private static async Task<Socket> ConnectFromAsync(IPAddress from, int port)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(from, 0));
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, port, late.Token);
                return socket;
            }
            catch (SocketException) when (!late.IsCancellationRequested)
            {
                socket.Dispose(); // not listening yet
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
