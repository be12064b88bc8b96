using System.Diagnostics;
using System.Net;
using RpcHttpProxy.Attacks.Tests.Kit;

namespace RpcHttpProxy.Attacks.Tests;

/// <summary>
/// Clients that send request upon request and read no response hold a connection, and megabytes of the kernel's, for as long as a
/// response waits to be written. All of them at once, since each takes its time.
/// </summary>
public sealed class UnreadResponseTests(UnreadResponseTests.Attackers attackers) : IClassFixture<UnreadResponseTests.Attackers>
{
    /* The proxy's own times are set to three seconds each. What ends such a connection may take longer, but not for ever. */
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(40);

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task Refusals_for_want_of_a_password_that_are_never_read_end_with_their_connection(string protocol) =>
        await AssertCutAsync(attackers.Refused(protocol), stillHeldAtMost: 0);

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task Echoes_that_are_never_read_end_with_their_connection(string protocol) =>
        await AssertCutAsync(attackers.Echoed(protocol), stillHeldAtMost: 0);

    /// <summary>An address that is being slowed: a few of its guesses wait for their turn, the others are answered without being looked at.</summary>
    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task Answers_to_guesses_that_are_not_looked_at_and_never_read_end_with_their_connection(string protocol) =>
        await AssertCutAsync(attackers.PutOff(protocol), stillHeldAtMost: Attackers.Guessers / 2);

    private async Task AssertCutAsync(IReadOnlyList<DeafClient> clients, int stillHeldAtMost)
    {
        int Held() => clients.Count(client => client.IsHeld);
        bool isOver = await Patience.ComesAsync(() => Task.FromResult(Held() <= stillHeldAtMost), attackers.Left(s_deadline));
        Attack.IsHeldOff(isOver, $"{Held()} of {clients.Count} connections whose responses are not read were there after {s_deadline.TotalSeconds} s");
    }

    /// <summary>The proxy, and all that attack it.</summary>
    public sealed class Attackers : IAsyncLifetime
    {
        internal const int Guessers = 8;

        private readonly ScratchDirectory _scratch = new();
        private readonly List<DeafClient> _all = [];
        private readonly Dictionary<string, IReadOnlyList<DeafClient>> _byKind = [];
        private readonly Stopwatch _age = new();
        private Role _proxy = null!;

        internal TimeSpan Left(TimeSpan deadline) => deadline > _age.Elapsed ? deadline - _age.Elapsed : TimeSpan.Zero;

        internal IReadOnlyList<DeafClient> Refused(string protocol) => _byKind["refused " + protocol];

        internal IReadOnlyList<DeafClient> Echoed(string protocol) => _byKind["echoed " + protocol];

        internal IReadOnlyList<DeafClient> PutOff(string protocol) => _byKind["put off " + protocol];

        public async Task InitializeAsync()
        {
            IPEndPoint encrypted = FreePort.Take();
            string users = await Users.AddAsync(_scratch, "alice", "right");
            string[] times = [.. ((string[])["Limits:IdleTimeout", "Limits:HeadTimeout", "Limits:HandshakeTimeout", "FirstPduTimeout"])
                .SelectMany(setting => (string[])["--set", $"Proxy:{setting}=00:00:03"])];
            _proxy = await Role.ProxyAsync(
            [
                "--listen", $"https://{encrypted}", .. Certificate.Write(_scratch), "--auth", "basic", "--users", users,
                "--set", "Proxy:Limits:LimitLoopback=true", "--log-level", "Error", .. times,
            ]);
            foreach ((string protocol, IPEndPoint endPoint, string guessing) in ((string, IPEndPoint, string)[])
                [("http", _proxy.EndPoint, "127.0.0.66"), ("https", encrypted, "127.0.0.67")])
            {
                await StartAsync("refused", protocol, endPoint, Requests.Echo(), "127.0.0.1", 1);
                await StartAsync("echoed", protocol, endPoint, Requests.Echo(Requests.Basic("alice", "right")), "127.0.0.1", 1);
                await StartAsync("put off", protocol, endPoint, Requests.Echo(Requests.Basic("alice", "wrong")), guessing, Guessers);
            }

            _age.Start();
        }

        public async Task DisposeAsync()
        {
            _all.ForEach(client => client.Dispose());
            await _proxy.DisposeAsync();
            _scratch.Dispose();
        }

        private async Task StartAsync(string kind, string protocol, IPEndPoint endPoint, string request, string from, int count)
        {
            var clients = new List<DeafClient>();
            for (int i = 0; i < count; i++)
            {
                clients.Add(await DeafClient.StartAsync(endPoint, protocol == "https", request, from));
            }

            _all.AddRange(clients);
            _byKind.Add($"{kind} {protocol}", clients);
        }
    }
}
