using System.Net.Sockets;
using RpcHttpProxy.Attacks.Tests.Kit;

namespace RpcHttpProxy.Attacks.Tests;

/// <summary>
/// GSSAPI's library waits for a file that never comes, as it would for a domain controller. Clients without a password take all the calls that
/// may hang; others are served, those that ask for NTLM hear at once that there is none, and <c>/health</c> says so.
/// </summary>
public sealed class BlockingGssTests : IAsyncLifetime
{
    private const int Addresses = 16;
    private const int PerAddress = 2;

    /* Some rounds of ten seconds, until all calls that may hang do. */
    private static readonly TimeSpan s_untilAllHang = TimeSpan.FromSeconds(90);

    private readonly ScratchDirectory _scratch = new();
    private Role _proxy = null!;

    public async Task InitializeAsync()
    {
        string users = await Users.AddAsync(_scratch, "alice", "right");
        Fifo.Make(_scratch["ntlm"]);
        _proxy = await Role.ProxyAsync(new Launch("--auth", "basic,ntlm", "--users", users) { NtlmUserFile = _scratch["ntlm"] });
    }

    public async Task DisposeAsync()
    {
        await _proxy.DisposeAsync();
        _scratch.Dispose();
    }

    [PeerFact("gss-ntlmssp")]
    public async Task Calls_that_hang_hold_up_nobody_and_are_told()
    {
        using var enough = new CancellationTokenSource();
        Task hanging = Task.WhenAll(Enumerable.Range(0, Addresses * PerAddress).Select(i => HangAsync($"127.0.1.{1 + (i / PerAddress)}", $"user{i}", enough.Token)));

        await AssertServesAsync();
        bool isTold = await Patience.ComesAsync(
            async () => (await Wire.AskAsync(_proxy.Admin, Requests.Get("/health"))).Status == 503, s_untilAllHang);
        Attack.IsHeldOff(isTold, $"/health didn't say within {s_untilAllHang.TotalSeconds} s that NTLM hangs");

        int status = await StatusOfAsync(async () =>
        {
            using Wire late = await Wire.ConnectAsync(_proxy.EndPoint, "127.0.2.1");
            return await late.AskAsync(Requests.Echo(Ntlm.Header(Ntlm.Hello())), Patience.AtOnce);
        });
        Attack.IsHeldOff(status == 503, $"a client that began with NTLM was answered with {status}");
        await AssertServesAsync();
        await enough.CancelAsync();
        await hanging;
    }

    private async Task AssertServesAsync()
    {
        int status = await StatusOfAsync(() => Wire.AskAsync(
            _proxy.EndPoint, Requests.Echo(Requests.Basic("alice", "right")), limit: Patience.AtOnce));
        Attack.IsHeldOff(status == 200, $"an echo of somebody with a password was answered with {status}");
    }

    /// <summary>Proves again and again to be somebody, each time on a connection of its own.</summary>
    private async Task HangAsync(string from, string user, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            try
            {
                using Wire wire = await Wire.ConnectAsync(_proxy.EndPoint, from);
                Response challenge = await wire.AskAsync(Requests.Echo(Ntlm.Header(Ntlm.Hello())), Patience.AtOnce);
                if (challenge.Token("NTLM") is { } token && Ntlm.IsChallenge(token))
                {
                    await wire.AskAsync(Requests.Echo(Ntlm.Header(Ntlm.Proof(token, "LAB", user, "right"))), Patience.Limit).WaitAsync(enough);
                }
            }
            catch (Exception e) when (e is SocketException or IOException or TimeoutException or OperationCanceledException)
            {
                // Once more.
            }
        }
    }

    private static async Task<int> StatusOfAsync(Func<Task<Response>> ask) => (await AnswerAsync(ask)).Status;

    /// <summary>Status 0 when no answer comes.</summary>
    private static async Task<Response> AnswerAsync(Func<Task<Response>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception e) when (e is SocketException or TimeoutException or OperationCanceledException)
        {
            return new Response(0, "");
        }
    }
}
