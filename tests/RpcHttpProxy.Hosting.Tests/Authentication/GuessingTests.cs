using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using RpcHttpProxy.Edge;
using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.Edge.Principals;
using RpcHttpProxy.Engine.Blocking;
using RpcHttpProxy.Hosting.Tests.Edge;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Hosting.Tests.Authentication;

/// <summary>
/// A right guess is confirmed no sooner than a wrong one in its place would be denied, whatever the cache of passwords holds and whoever was right
/// or wrong before: each run is made twice, once with that guess right and once with it wrong.
/// </summary>
public class GuessingTests
{
    private const string Office = "198.51.100.1";

    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(30);

    public enum Cache
    {
        Empty,
        HasPassword,
        Expired,
        StoreChanged,
    }

    public enum Throttle
    {
        Fresh,
        AddressIsSlowed,
        UserIsSlowed,
        UserIsKnown,
        KnownUserIsSlowed,
    }

    public static TheoryData<Cache, Throttle, int, int> States()
    {
        var states = new TheoryData<Cache, Throttle, int, int>();
        foreach (Cache cache in Enum.GetValues<Cache>())
        {
            foreach (Throttle throttle in Enum.GetValues<Throttle>())
            {
                foreach ((int addresses, int right) in ((int, int)[])[(1, 0), (1, 3), (1, 4), (1, 11), (3, 0), (3, 7), (3, 17)])
                {
                    states.Add(cache, throttle, addresses, right);
                }
            }
        }

        return states;
    }

    [Theory]
    [MemberData(nameof(States))]
    public async Task A_right_guess_is_answered_when_a_wrong_one_would_be(Cache cache, Throttle throttle, int addresses, int right)
    {
        List<(double At, bool IsVerified)> answers = await GuessAsync(right, "right");
        List<(double At, bool IsVerified)> wrong = await GuessAsync(right, "wrong too");

        Assert.Equal(wrong, answers);

        async Task<List<(double At, bool IsVerified)>> GuessAsync(int special, string password)
        {
            using var run = new Run();
            await run.PrepareAsync(cache, throttle);
            List<(double At, bool IsVerified)> seen = [];
            for (int i = 0; i <= special; i++)
            {
                bool isSpecial = i == special;
                string address = addresses == 1 ? Office : $"198.51.100.{1 + (i % addresses)}";
                SchemeOutcome outcome = await run.TryAsync(address, "alice", isSpecial ? password : $"wrong {i}");
                Assert.Equal(isSpecial && password == "right" && outcome is not SchemeOutcome.Throttled, outcome is SchemeOutcome.Accepted);
                seen.Add((run.Elapsed, outcome is not SchemeOutcome.Throttled));
            }

            return seen;
        }
    }

    [Theory]
    [InlineData(Throttle.Fresh)]
    [InlineData(Throttle.UserIsKnown)]
    public async Task A_right_guess_among_many_at_once_does_not_jump_the_queue(Throttle throttle)
    {
        using var run = new Run();
        await run.PrepareAsync(Cache.HasPassword, throttle);

        // The first four hold their places until their hashes are done, however quick the last one's answer would be.
        run.Store.Hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<SchemeOutcome>[] all = [.. Enumerable.Range(0, 32).Select(i => run.Begin(Office, "alice", $"wrong {i}")), run.Begin(Office, "alice", "right")];

        Assert.DoesNotContain(all, guess => guess.IsCompleted);
        run.Store.Hold.SetResult();
        await Task.WhenAll(all[..4]).WaitAsync(s_soon);
        Assert.False(all[32].IsCompleted && await all[32] is SchemeOutcome.Accepted); // nothing but the clock brings its turn

        // At 0, 0, 0, 0, 0.25, 0.75, 1.75, 3.75 and 7.75 s, and one in 8 s from then on.
        double before = run.Elapsed;
        await run.AdvanceUntilAsync(() => Array.TrueForAll(all, guess => guess.IsCompleted));
        Assert.InRange((double)all.Count(guess => guess.Result is not SchemeOutcome.Throttled), 5, 9 + ((run.Elapsed - before) / 8));
    }

    [Fact]
    public async Task A_remembered_password_of_a_user_at_work_is_never_slowed_by_others()
    {
        using var run = new Run();
        await run.PrepareAsync(Cache.HasPassword, Throttle.UserIsKnown);
        for (int i = 0; i < 12; i++)
        {
            await run.TryAsync(Office, "bob", "an old password");
        }

        double before = run.Elapsed;
        for (int i = 0; i < 200; i++)
        {
            Assert.IsType<SchemeOutcome.Accepted>(await run.TryAsync(Office, "alice", "right"));
        }

        Assert.Equal(before, run.Elapsed);
    }

    private sealed class Run : IDisposable
    {
        private static readonly AuthenticationOptions s_options = new() { ConcurrentVerifications = 8 };

        private readonly ManualTime _time = new();
        private readonly BlockingScheduler _calls;
        private readonly BasicScheme _scheme;
        private long _start;

        public Run()
        {
            // Its deadlines by another clock, and none that a busy machine reaches: this one's timers are what an attempt waits for.
            _calls = new BlockingScheduler("verifications", PasswordVerifier.BoundsOf(s_options) with { Deadline = 10 * s_soon }, TimeProvider.System);
            var passwords = new PasswordVerifier(Store, s_options, _time, NullLogger<PasswordVerifier>.Instance, _calls);
            _scheme = new BasicScheme(passwords, new LoginThrottle(_time), s_options, AccountNames.Plain);
        }

        /// <summary>Its threads are many runs' otherwise.</summary>
        public void Dispose() => _calls.Dispose();

        public OnePassword Store { get; } = new();

        public double Elapsed => _time.GetElapsedTime(_start).TotalSeconds;

        public async Task PrepareAsync(Cache cache, Throttle throttle)
        {
            if (throttle is Throttle.UserIsKnown or Throttle.KnownUserIsSlowed)
            {
                await TryAsync(Office, "alice", "right");
            }

            // From elsewhere: what is remembered is the password, not where it was right.
            if (cache is not Cache.Empty)
            {
                await TryAsync("203.0.113.99", "alice", "right");
            }

            _time.Advance(cache is Cache.Expired ? s_options.VerifiedLifetime : TimeSpan.Zero);
            Store.Version += cache is Cache.StoreChanged ? 1 : 0;
            for (int i = 0; i < 7; i++)
            {
                switch (throttle)
                {
                    case Throttle.AddressIsSlowed:
                        await TryAsync(Office, "bob", $"wrong {i}");
                        break;
                    case Throttle.UserIsSlowed:
                        await TryAsync($"203.0.113.{i}", "alice", $"wrong {i}");
                        break;
                    case Throttle.KnownUserIsSlowed:
                        await TryAsync(Office, "alice", $"wrong {i}");
                        break;
                }
            }

            _start = _time.GetTimestamp();
        }

        public Task<SchemeOutcome> Begin(string address, string user, string password)
        {
            var request = new EdgeRequest
            {
                Method = "RPC_IN_DATA",
                Path = "/rpc/rpcproxy.dll",
                Headers = new SentHeaders(),
                Connection = new EdgeConnection(),
                PeerAddress = IPAddress.Parse(address),
            };
            var header = new AuthorizationHeader(BasicScheme.SchemeName, Encoding.UTF8.GetBytes($"{user}:{password}"));
            return _scheme.TryAsync(request, header, CancellationToken.None).AsTask();
        }

        /// <summary>One attempt, alone: the clock moves while it waits.</summary>
        public async Task<SchemeOutcome> TryAsync(string address, string user, string password)
        {
            Task<SchemeOutcome> trying = Begin(address, user, password);
            while (_time.RunningTimers > 0)
            {
                _time.Advance(TimeSpan.FromSeconds(0.25));
            }

            return await trying.WaitAsync(s_soon);
        }

        public async Task AdvanceUntilAsync(Func<bool> isDone)
        {
            using var late = new CancellationTokenSource(s_soon);
            while (!isDone())
            {
                late.Token.ThrowIfCancellationRequested();
                _time.Advance(TimeSpan.FromSeconds(0.25));
                await Task.Yield();
            }
        }
    }

    private sealed class OnePassword : IUserStore
    {
        public long Version { get; set; }

        public TaskCompletionSource? Hold { get; set; }

        public async ValueTask<StoredUser?> VerifyAsync(string name, string password, CancellationToken cancellation)
        {
            await (Hold?.Task ?? Task.CompletedTask);
            return name == "alice" && password == "right" ? new StoredUser(name, []) : null;
        }

        public StoredUser Find(Principal principal) => new(principal.ToString(), []);
    }
}
