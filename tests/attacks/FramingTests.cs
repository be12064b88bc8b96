using System.Net;
using System.Net.Sockets;
using RpcHttpProxy.Attacks.Tests.Kit;

namespace RpcHttpProxy.Attacks.Tests;

/// <summary>
/// Requests of which a front end may think that they end somewhere else than the proxy does. Behind each waits an echo request; where the two disagree, it is
/// the answer to what the next client asks.
/// </summary>
public sealed class FramingTests : IAsyncLifetime
{
    private const string Echo = "RPC_IN_DATA /rpc/rpcproxy.dll HTTP/1.1\r\nHost: proxy\r\n";
    private const string Hidden = "RPC_IN_DATA /rpc/rpcproxy.dll HTTP/1.1\r\nHost: proxy\r\nX: hidden\r\nContent-Length: 0\r\n\r\n";
    private const string Victim = "GET /victim HTTP/1.1\r\nHost: proxy\r\n\r\n";

    /// <summary>What is behind the fields of a request whose end isn't clear.</summary>
    private static readonly string[] s_odd =
    [
        "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n4;a=b\r\nbody\r\n0\r\nX: y\r\n\r\n",
        "Transfer-Encoding: xchunked\r\nContent-Length: 4\r\n\r\nbody", "Transfer-Encoding: identity, chunked\r\nContent-Length: 4\r\n\r\nbody",
        "Transfer-Encoding: \vchunked\r\nContent-Length: 4\r\n\r\nbody", "Transfer-Encoding : chunked\r\nContent-Length: 4\r\n\r\nbody",
        "Transfer_Encoding: chunked\r\nContent-Length: 4\r\n\r\nbody", "X: a\r\n Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\nbody",
        "X: a\rTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\nbody", "X: a\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\nbody",
        "Content-Length: 4\r\nContent-Length: 0\r\n\r\nbody", "Content-Length: 4, 4\r\n\r\nbody", "Content-Length: 4\r\nContent-Length: 4\r\n\r\nbody",
        "Content-Length: +4\r\n\r\nbody", "Content-Length: 0x4\r\n\r\nbody", "Content_Length: 0\r\nContent-Length: 4\r\n\r\nbody",
        "Connection: Content-Length\r\nContent-Length: 4\r\n\r\nbody", "Connection: close, Transfer-Encoding\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Expect: 100-continue\r\nContent-Length: 4\r\n\r\nbody", "Upgrade: h2c\r\nConnection: Upgrade\r\nContent-Length: 4\r\n\r\nbody", "\r\n",
    ];

    private readonly ScratchDirectory _scratch = new();
    private Role _proxy = null!;

    public async Task InitializeAsync() => _proxy = await Role.ProxyAsync();

    public async Task DisposeAsync()
    {
        await _proxy.DisposeAsync();
        _scratch.Dispose();
    }

    [Theory]
    [InlineData("+4", "body")]
    [InlineData("-0", "")]
    [InlineData("00000000000000000000004", "body")]
    public async Task What_is_no_length_has_no_request_behind_it(string length, string body)
    {
        using Wire client = await Wire.ConnectAsync(_proxy.EndPoint);

        Response answer = await client.AskAsync($"{Echo}Content-Length: {length}\r\n\r\n{body}{Hidden}");

        Attack.IsHeldOff(answer.Status == 400, $"Content-Length: {length} was taken for a length: {answer}");
    }

    [PeerFact("haproxy")]
    [Trait(Category.Name, Category.Control)]
    public async Task Behind_a_front_end_each_client_gets_the_answer_to_what_it_asked()
    {
        IPEndPoint front = FreePort.Take();
        string configuration = _scratch.File("haproxy.cfg", $"""
            defaults
                mode http
                timeout connect 5s
                timeout client 5s
                timeout server 5s
                http-reuse always
            frontend clients
                bind {front}
                option accept-invalid-http-request
                default_backend proxy
            backend proxy
                server proxy {_proxy.EndPoint}

            """);
        await using RunningTool haproxy = RunningTool.StartProgram(["haproxy", "-db", "-f", configuration], _scratch.Path);
        await Patience.UntilAsync(async () => await IsThereAsync(front), () => haproxy.Said);

        foreach (string odd in s_odd)
        {
            using Wire client = await Wire.ConnectAsync(front);
            await client.SendAsync(Echo + odd + Hidden);
            await client.ReadResponseAsync();
            for (int i = 0; i < 3; i++)
            {
                Response answer = await Wire.AskAsync(front, Victim);
                Assert.True(answer.Status == 404, $"behind {odd.ReplaceLineEndings("|")} GET /victim was answered with {answer}");
            }
        }
    }

    private static async Task<bool> IsThereAsync(IPEndPoint front)
    {
        try
        {
            using Wire probe = await Wire.ConnectAsync(front);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
