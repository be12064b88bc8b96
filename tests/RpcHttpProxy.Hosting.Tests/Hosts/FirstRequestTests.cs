using System.Text;
using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.Hosting.Tests.Wire;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Hosting.Tests.Hosts;

/// <summary>What comes first on a plain connection is carried without Kestrel, or is Kestrel's, with all that came behind it.</summary>
public sealed class FirstRequestTests
{
    private const string Echo = "RPC_OUT_DATA /rpc/rpcproxy.dll HTTP/1.1\r\nHost: p\r\nContent-Length: 0\r\n\r\n";
    private const string EchoHead = "HTTP/1.1 200 Success\r\n";

    public static TheoryData<EngineCarrier> Carriers => [EngineCarrier.Epoll, EngineCarrier.Sockets];

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task Requests_that_come_together_are_answered_one_after_the_other(EngineCarrier carrier)
    {
        await using RunningProxy proxy = await StartAsync(carrier);
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);

        await client.SendAsync(Echo + Echo + Echo + "GET /nothing HTTP/1.1\r\nHost: p\r\n\r\n");

        for (int i = 0; i < 3; i++)
        {
            Assert.StartsWith(EchoHead, await client.ReadToAsync("\r\n\r\n"), StringComparison.Ordinal);
            Assert.Equal(20, (await client.ReadAsync(20)).Length); // the Echo RTS PDU (2.2.4.48)
        }

        Assert.StartsWith("HTTP/1.1 404 ", await client.ReadToAsync("\r\n\r\n"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task A_first_request_that_is_not_for_us_is_answered_by_Kestrel_and_nothing_of_it_is_lost(EngineCarrier carrier)
    {
        await using RunningProxy proxy = await StartAsync(carrier);
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);

        await client.SendAsync("\r\n\r\nGET /nothing HTTP/1.1\r\nHost: p\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 404 Not Found\r\n", await client.ReadToAsync("\r\n\r\n"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task A_challenge_and_the_request_that_answers_it_go_over_one_connection(EngineCarrier carrier)
    {
        using var folder = new ScratchFolder();
        string users = folder["users"];
        await File.WriteAllTextAsync(users, "");
        await using RunningProxy proxy = await StartAsync(carrier, settings =>
        {
            settings.Proxy.Authentication.Schemes.Add(AuthenticationScheme.Basic);
            settings.Proxy.Authentication.UsersFile = users;
        });
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);

        for (int i = 0; i < 2; i++)
        {
            await client.SendAsync(Echo);
            string head = await client.ReadToAsync("\r\n\r\n");
            Assert.StartsWith("HTTP/1.1 401 ", head, StringComparison.Ordinal);
            Assert.Contains("\r\nWWW-Authenticate: Basic realm=", head, StringComparison.Ordinal);
        }
    }

    [Fact]
    [Trait(Category.Name, Category.Slow)]
    public async Task A_client_that_leaves_while_its_attempt_waits_for_its_turn_is_let_go_and_counts_as_no_failure()
    {
        using var folder = new ScratchFolder();
        await File.WriteAllTextAsync(folder["users"], "");
        await using RunningProxy proxy = await StartAsync(EngineCarrier.Epoll, settings =>
        {
            settings.Time = new ManualTime(); // stands still: no turn ever comes
            settings.Proxy.Authentication.Schemes.Add(AuthenticationScheme.Basic);
            settings.Proxy.Authentication.UsersFile = folder["users"];
            settings.Admin.Url = "http://127.0.0.1:0";
        });
        const string Guess = "Authorization: Basic YWxpY2U6d3Jvbmc=\r\n\r\n"; // alice:wrong
        string begun = Echo[..^2];
        for (int i = 0; i < 4; i++)
        {
            using RawClient guesser = await RawClient.ConnectAsync(proxy.EndPoint);
            await guesser.SendAsync(begun + Guess);
            Assert.StartsWith("HTTP/1.1 401 ", await guesser.ReadToAsync("\r\n\r\n"), StringComparison.Ordinal);
        }

        using RawClient leaving = await RawClient.ConnectAsync(proxy.EndPoint);
        await leaving.SendAsync(begun + Guess);
        await leaving.FinishAsync();

        Assert.Empty(await leaving.ReadToEndAsync());
        using var http = new HttpClient();
        Assert.Matches("\"refused\": *{\\s*\"Basic\": *4\\s*}", await http.GetStringAsync(new Uri(proxy.Host.AdminUrl!, "/counters")));
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task A_channel_whose_first_PDU_came_with_the_head_or_byte_by_byte_gets_to_its_server(EngineCarrier carrier)
    {
        using var server = new ListeningServer();
        await using RunningProxy proxy = await StartAsync(carrier, settings =>
        {
            settings.Proxy.AllowedTargets.Add($"127.0.0.1:{server.Port}");
            settings.Proxy.LingerTimeout = TimeSpan.FromSeconds(0.2);
        });
        byte[] request =
        [
            .. Encoding.ASCII.GetBytes($"RPC_IN_DATA /rpc/rpcproxy.dll?127.0.0.1:{server.Port} HTTP/1.1\r\nHost: p\r\nContent-Length: 1073741824\r\n\r\n"),
            .. ConnB1(1),
        ];

        using RawClient whole = await RawClient.ConnectAsync(proxy.EndPoint);
        await whole.SendAsync(request);
        await server.AcceptAsync();

        ConnB1(2).CopyTo(request, request.Length - ConnB1(2).Length);
        using RawClient pieces = await RawClient.ConnectAsync(proxy.EndPoint);
        foreach (byte one in request)
        {
            await pieces.SendAsync(new[] { one });
        }

        await server.AcceptAsync();
    }

    [Theory]
    [Trait(Category.Name, Category.Slow)] // tens of thousands of requests
    [MemberData(nameof(Carriers))]
    public async Task A_client_whose_requests_never_pause_keeps_nobody_else_waiting(EngineCarrier carrier)
    {
        const int AtOnce = 500, Flowing = 5_000;
        await using RunningProxy proxy = await StartAsync(carrier, settings => settings.Engine.Reactors = 1);
        using RawClient busy = await RawClient.ConnectAsync(proxy.EndPoint);
        using var enough = new CancellationTokenSource();
        byte[] requests = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(Echo, AtOnce)));
        long answered = 0;
        var flows = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task asking = Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                await busy.SendAsync(requests);
            }

            await busy.FinishAsync();
        });
        Task reading = Task.Run(async () =>
        {
            byte[] answers = new byte[65_536];
            while (await busy.Socket.ReceiveAsync(answers) is > 0 and var read)
            {
                answered += read;
                if (answered > Flowing * EchoHead.Length)
                {
                    flows.TrySetResult();
                }
            }
        });
        await flows.Task.WaitAsync(TimeSpan.FromSeconds(20));

        for (int i = 0; i < 20; i++)
        {
            using RawClient other = await RawClient.ConnectAsync(proxy.EndPoint);
            await other.SendAsync(Echo);
            Assert.StartsWith(EchoHead, await other.ReadToAsync("\r\n\r\n"), StringComparison.Ordinal);
        }

        await enough.CancelAsync();
        await Task.WhenAll(asking, reading).WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task A_connection_that_says_nothing_ends_when_the_host_stops(EngineCarrier carrier)
    {
        RunningProxy proxy = await StartAsync(carrier, settings => settings.Proxy.Limits.IdleTimeout = TimeSpan.FromMinutes(5));
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);
        using RawClient other = await RawClient.ConnectAsync(proxy.EndPoint);
        await other.SendAsync(Echo); // By now the first was accepted, too.
        await other.ReadToAsync("\r\n\r\n");

        await proxy.DisposeAsync();

        await Assert.ThrowsAnyAsync<IOException>(() => client.ReadAsync(1));
    }

    private static Task<RunningProxy> StartAsync(EngineCarrier carrier, Action<ProxyHostSettings>? settle = null) => RunningProxy.StartAsync(settings =>
    {
        settings.Engine.Carrier = carrier;
        settle?.Invoke(settings);
    });

    /// <summary>CONN/B1 of a virtual connection of that number.</summary>
    private static byte[] ConnB1(byte number)
    {
        byte[] b1 = Vectors.Load("CONN_B1");
        b1[32] ^= number; // the virtual connection's cookie, behind header (20), Version (8) and the command type (4)
        return b1;
    }
}
