using RpcHttpProxy.Attacks.Tests.Kit;

namespace RpcHttpProxy.Attacks.Tests;

/// <summary>
/// Guessing passwords, and keeping others out by it. alice, bob and carol have passwords; alice uses hers in the office, and an attacker
/// is elsewhere.
/// </summary>
public sealed class ThrottleTests(ThrottleTests.Accounts accounts) : IClassFixture<ThrottleTests.Accounts>
{
    private const string Office = "127.0.0.1";
    private const string Elsewhere = "127.0.0.66";
    private const string Fresh = "127.0.0.99";

    private const int Failures = 7;
    private const int Guesses = 200;
    private const int RightGuess = 150;
    private const int Connections = 12;

    /* After so many wrong passwords a turn comes every few seconds, for a user every second: sooner than that is no turn. */
    private static readonly TimeSpan s_soonerThanATurn = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_right_guess_from_an_address_that_is_being_slowed_is_confirmed_no_sooner_than_its_turn()
    {
        await using Role proxy = await StartAsync();
        var guesser = new Guesser(proxy.EndPoint);
        Assert.Equal(200, (await guesser.TryAsync(Office, "alice", "right"))?.Status);
        await SlowDownAsync(guesser, "alice", Elsewhere);

        Response? answer = await guesser.TryAsync(Elsewhere, "alice", "right", s_soonerThanATurn);

        Attack.IsHeldOff(answer is not { Status: 200 }, $"a password in use was confirmed at once to an address with {Failures + 1} failures: {answer}");
    }

    [Fact]
    public async Task A_right_guess_for_a_user_who_is_being_guessed_at_is_confirmed_no_sooner_than_its_turn()
    {
        await using Role proxy = await StartAsync();
        var guesser = new Guesser(proxy.EndPoint);
        Assert.Equal(200, (await guesser.TryAsync(Office, "alice", "right"))?.Status);
        await guesser.TryWrongAsync("alice", [.. Networks(6)]);
        using GuessQueue queue = await guesser.SendWrongAsync("alice", [.. Networks(24).Skip(6)]);

        Response? answer = await guesser.TryAsync(Fresh, "alice", "right", s_soonerThanATurn);

        Attack.IsHeldOff(answer is not { Status: 200 }, $"a password in use was confirmed at once, ahead of 18 guesses that came before: {answer}");
    }

    [Fact]
    public async Task A_password_in_use_is_not_found_at_the_speed_of_HTTP()
    {
        await using Role proxy = await StartAsync();
        var guesser = new Guesser(proxy.EndPoint);
        Assert.Equal(200, (await guesser.TryAsync(Office, "alice", "right"))?.Status);
        await SlowDownAsync(guesser, "alice", Elsewhere);

        int next = -1;
        bool isFound = false;
        using var enough = new CancellationTokenSource(Patience.AtOnce);
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
        {
            while (!enough.IsCancellationRequested && Interlocked.Increment(ref next) is < Guesses and var guess)
            {
                Response? answer = await guesser.TryAsync(Elsewhere, "alice", guess == RightGuess ? "right" : $"guess {guess}", s_soonerThanATurn);
                isFound |= answer is { Status: 200 };
            }
        }));

        Attack.IsHeldOff(!isFound, $"one of {Guesses} guesses was confirmed within {Patience.AtOnce.TotalSeconds} s, behind {Failures + 1} failures");
    }

    [Fact]
    public async Task A_password_that_is_not_looked_at_because_of_its_address_is_not_called_wrong()
    {
        await using Role proxy = await StartAsync();
        var guesser = new Guesser(proxy.EndPoint);
        await SlowDownAsync(guesser, "carol", Office);
        using GuessQueue queue = await guesser.SendWrongAsync("carol", Many(6, Office));

        AssertLookedAtOrPutOff(await guesser.TryAsync(Office, "bob", "right"));
    }

    [Fact]
    public async Task A_password_that_is_not_looked_at_because_of_its_user_is_not_called_wrong()
    {
        await using Role proxy = await StartAsync();
        var guesser = new Guesser(proxy.EndPoint);
        await guesser.TryWrongAsync("bob", [.. Networks(6)]);
        using GuessQueue queue = await guesser.SendWrongAsync("bob", [.. Networks(36).Skip(6)]);

        AssertLookedAtOrPutOff(await guesser.TryAsync(Fresh, "bob", "right"));
    }

    [Fact]
    public async Task A_device_with_an_old_password_does_not_keep_out_those_who_use_Basic_at_its_address()
    {
        await using Role proxy = await StartAsync("--set", "Proxy:Authentication:VerifiedLifetime=00:00:00");
        var guesser = new Guesser(proxy.EndPoint);
        Assert.Equal(200, (await guesser.TryAsync(Office, "alice", "right"))?.Status);

        await WhileADeviceInsistsAsync(guesser, async () =>
        {
            Response? answer = await guesser.TryAsync(Office, "alice", "right", Patience.AtOnce);
            Attack.IsHeldOff(answer is { Status: 200 }, $"alice, who was right there a moment ago, got: {answer?.ToString() ?? "nothing in time"}");
        });
    }

    [PeerFact("gss-ntlmssp")]
    public async Task A_device_with_an_old_password_does_not_keep_out_those_who_use_NTLM_at_its_address()
    {
        await using Role proxy = await StartAsync("--auth", "basic,ntlm");
        using (Wire before = await Wire.ConnectAsync(proxy.EndPoint, Office))
        {
            Assert.Equal(200, (await Ntlm.LogInAsync(before, "LAB", "dora", "right")).Status);
        }

        await WhileADeviceInsistsAsync(new Guesser(proxy.EndPoint), async () =>
        {
            using Wire wire = await Wire.ConnectAsync(proxy.EndPoint, Office);
            Response answer = await Ntlm.LogInAsync(wire, "LAB", "dora", "right").WaitAsync(Patience.AtOnce);
            Attack.IsHeldOff(answer is { Status: 200 }, $"LAB\\dora, who was right there a moment ago, got: {answer}");
        });
    }

    [Fact]
    [Trait(Category.Name, Category.Control)]
    public async Task Passwords_are_taken_or_refused_and_guesses_are_slowed()
    {
        await using Role proxy = await StartAsync();
        var guesser = new Guesser(proxy.EndPoint);
        Assert.Equal(200, (await guesser.TryAsync(Office, "alice", "right"))?.Status);
        Assert.Equal(401, (await guesser.TryAsync(Office, "alice", "wrong"))?.Status);
        Assert.Equal(401, (await guesser.TryAsync(Office, "unknown", "wrong"))?.Status);
        Assert.Equal(200, (await guesser.TryAsync(Office, "bob", "right"))?.Status);

        await SlowDownAsync(guesser, "carol", Elsewhere);
        Response? slowed = await guesser.TryAsync(Elsewhere, "carol", "wrong again", s_soonerThanATurn);
        Assert.True(slowed is null or { Status: 503 }, $"{slowed}");
    }

    [Fact]
    [Trait(Category.Name, Category.Control)]
    public async Task Who_was_right_at_an_address_is_served_there_while_his_password_is_guessed_at_from_others()
    {
        await using Role proxy = await StartAsync("--set", "Proxy:Authentication:VerifiedLifetime=00:00:00");
        var guesser = new Guesser(proxy.EndPoint);
        Assert.Equal(200, (await guesser.TryAsync(Office, "alice", "right"))?.Status);
        await guesser.TryWrongAsync("alice", [.. Networks(6)]);
        using GuessQueue queue = await guesser.SendWrongAsync("alice", [.. Networks(24).Skip(6)]);

        Assert.Equal(200, (await guesser.TryAsync(Office, "alice", "right", Patience.AtOnce))?.Status);
    }

    /// <summary>Wrong passwords at once, and one more, behind which turns are seconds apart.</summary>
    private static async Task SlowDownAsync(Guesser guesser, string user, string address)
    {
        await guesser.TryWrongAsync(user, Many(Failures, address));
        await guesser.TryWrongAsync(user, address);
    }

    private static string[] Many(int count, string address) => [.. Enumerable.Repeat(address, count)];

    private static IEnumerable<string> Networks(int count) => Enumerable.Range(1, count).Select(i => $"127.1.{i}.1");

    private static void AssertLookedAtOrPutOff(Response? answer) => Attack.IsHeldOff(
        answer is { Status: 200 } || (answer is { Status: 503 } && answer.Header("Retry-After") is not null),
        $"bob's right password was answered: {answer?.Head ?? "nothing"}");

    /// <summary>Three times, once the device has been refused often enough to be slowed.</summary>
    private static async Task WhileADeviceInsistsAsync(Guesser guesser, Func<Task> assertServed)
    {
        int answers = 0;
        using var stop = new CancellationTokenSource();
        Task device = guesser.InsistAsync(Office, "carol", () => Interlocked.Increment(ref answers), stop.Token);
        try
        {
            await Patience.UntilAsync(() => answers > Failures, () => $"the device had {answers} answers");
            for (int i = 0; i < 3; i++)
            {
                await assertServed();
            }
        }
        finally
        {
            await stop.CancelAsync();
            await device;
        }
    }

    // The last of --auth counts: a test that wants another one says so.
    private Task<Role> StartAsync(params string[] options) => Role.ProxyAsync(new Launch(
        [
            .. options.Contains("--auth") ? Array.Empty<string>() : ["--auth", "basic"], "--users", accounts.File,
            "--set", "Proxy:Limits:LimitLoopback=true", .. options,
        ])
    {
        NtlmUserFile = accounts.NtlmFile,
    });

    /// <summary>The file of users, made once.</summary>
    public sealed class Accounts : IAsyncLifetime
    {
        private readonly ScratchDirectory _scratch = new();

        public string File => _scratch["users"];

        public string NtlmFile => _scratch["ntlm"];

        public async Task InitializeAsync()
        {
            _scratch.File("ntlm", "LAB:dora:right\n");
            foreach (string name in (string[])["alice", "bob", "carol"])
            {
                await Users.AddAsync(_scratch, name, "right");
            }
        }

        public Task DisposeAsync()
        {
            _scratch.Dispose();
            return Task.CompletedTask;
        }
    }
}
