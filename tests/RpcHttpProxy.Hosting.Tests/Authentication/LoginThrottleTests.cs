using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Hosting.Tests.Authentication;

public class LoginThrottleTests
{
    private const string Office = "198.51.100.1";

    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(10);

    private readonly ManualTime _time = new();
    private readonly LoginThrottle _throttle;

    public LoginThrottleTests() => _throttle = new LoginThrottle(_time);

    [Fact]
    public async Task Who_fails_again_and_again_waits_longer_each_time_up_to_eight_seconds()
    {
        List<double> waits = [];
        for (int i = 0; i < 12; i++)
        {
            waits.Add(await FailAsync(Office, null));
        }

        Assert.Equal([0, 0, 0, 0, 0.25, 0.5, 1, 2, 4, 8, 8, 8], waits);
    }

    [Fact]
    public async Task Attempts_at_the_same_moment_wait_one_after_another_and_those_too_far_off_are_rejected_with_their_wait()
    {
        await FailAsync(Office, null, times: 6);

        Task<ThrottleDecision>[] all = [.. Enumerable.Range(0, 5).Select(_ => Enter(Office, null))];

        Assert.Equal(3, _time.RunningTimers); // after 1, 3 and 7 s
        Assert.Equal([15, 15], all[3..].Select(rejected => rejected.Result.RetryAfter.TotalSeconds));
        Assert.All(all[3..], rejected => Assert.False(rejected.Result.IsAllowed));
        foreach ((Task<ThrottleDecision> entering, int after) in all.Zip([1, 2, 4]))
        {
            Assert.False(entering.IsCompleted);
            _time.Advance(TimeSpan.FromSeconds(after));
            Assert.True((await entering.WaitAsync(s_soon)).IsAllowed);
        }
    }

    [Fact]
    public async Task Guesses_at_once_get_no_more_than_guesses_one_after_another()
    {
        Task<ThrottleDecision>[] all = [.. Enumerable.Range(0, 33).Select(i => Enter(Office, $"user {i}"))];

        Assert.Equal(4, all.Count(entering => entering.IsCompleted));
        await Task.WhenAll(all[..4]);
        Array.ForEach(all[..4], looked => looked.Result.Fail());

        // Four at once, then after 0.25, 0.75, 1.75, 3.75 and 7.75 s, and one in 8 s from then on.
        long start = _time.GetTimestamp();
        while (all.Any(entering => !entering.IsCompleted))
        {
            _time.Advance(TimeSpan.FromSeconds(0.25));
            await Task.Yield();
        }

        Assert.InRange((double)all.Count(entering => entering.Result.IsAllowed), 5, 9 + (_time.GetElapsedTime(start).TotalSeconds / 8));
        Assert.All(all, entering => Assert.True(entering.Result.IsAllowed || entering.Result.RetryAfter > TimeSpan.Zero));
    }

    [Fact]
    public async Task Logins_at_once_that_are_right_are_not_slowed_by_each_other()
    {
        List<Task<ThrottleDecision>> all = [.. Enumerable.Range(0, 60).Select(i => Enter(Office, $"user {i}"))];

        while (all.Count > 0)
        {
            Task<ThrottleDecision> next = await Task.WhenAny(all).WaitAsync(s_soon);
            ThrottleDecision decision = await next;
            Assert.True(decision.IsAllowed);
            decision.Succeed();
            all.Remove(next);
        }

        Assert.Equal(0, _throttle.Remembered);
    }

    [Fact]
    public async Task So_many_wait_for_the_outcome_of_others_and_no_longer_than_ten_seconds()
    {
        Task<ThrottleDecision>[] all = [.. Enumerable.Range(0, 69).Select(_ => Enter(Office, null))];

        Assert.Equal(TimeSpan.FromSeconds(1), (await all[68].WaitAsync(s_soon)).RetryAfter);
        Assert.False(all[67].IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(10));
        ThrottleDecision late = await all[67].WaitAsync(s_soon);
        Assert.False(late.IsAllowed);
        Assert.Equal(TimeSpan.FromSeconds(1), late.RetryAfter);
    }

    [Fact]
    public async Task An_attempt_that_was_not_looked_at_gives_its_place_back()
    {
        for (int i = 0; i < 20; i++)
        {
            (await Enter(Office, "alice")).Dispose();
        }

        await FailAsync(Office, "alice", times: 4);
        using var gone = new CancellationTokenSource();
        Task<ThrottleDecision> entering = _throttle.EnterAsync(Office, "alice", gone.Token).AsTask();
        Assert.False(entering.IsCompleted);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => entering);

        _time.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal(0, await FailAsync(Office, "alice")); // nothing is under way for ever
    }

    [Fact]
    public async Task A_user_is_guarded_against_guesses_from_everywhere_by_a_second_at_most()
    {
        await FailEverywhereAsync("alice");

        await FailAsync("10.0.1.1", "ALICE");
        Assert.Equal(1, await FailAsync("10.0.1.2", "Alice"));
        Assert.Equal(0, await FailAsync("10.0.1.3", "bob"));
    }

    [Fact]
    public async Task A_user_who_was_right_at_an_address_is_slowed_there_neither_for_what_fails_elsewhere_nor_for_what_others_fail()
    {
        await SucceedAsync(Office, "alice");
        await FailEverywhereAsync("alice");
        await FailAsync(Office, "bob", times: 12);

        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(0, await SucceedAsync(Office, "alice"));
        }

        Assert.NotEqual(0, await FailAsync(Office, "carol"));
    }

    [Fact]
    public async Task A_known_user_is_slowed_by_failures_in_his_own_name_there_and_nobody_else_is()
    {
        await SucceedAsync(Office, "alice");
        List<double> waits = [];
        for (int i = 0; i < 12; i++)
        {
            waits.Add(await FailAsync(Office, "alice"));
        }

        Assert.Equal([0, 0, 0, 0, 0.25, 0.5, 1, 2, 4, 8, 8, 8], waits);
        Assert.Equal(0, await FailAsync(Office, "bob"));
        Assert.Equal(0, await FailAsync("10.0.0.9", "alice"));
        Assert.Equal(8, await SucceedAsync(Office, "alice"));
    }

    [Fact]
    public async Task A_users_success_gives_a_guesser_at_the_same_address_his_first_attempts_back_once_a_minute_at_most()
    {
        await SucceedAsync(Office, "alice");
        int guesses = 0;
        for (long start = _time.GetTimestamp(); _time.GetElapsedTime(start) < TimeSpan.FromMinutes(10); guesses++)
        {
            await FailAsync(Office, "alice");
            await SucceedAsync(Office, "alice");
        }

        Assert.InRange(guesses, 40, 10 * 15);
    }

    [Fact]
    public async Task One_users_success_takes_back_his_own_failures_at_the_address_and_no_others()
    {
        await FailAsync(Office, "alice", times: 6);
        await SucceedAsync(Office, "alice");
        Assert.Equal(0, await SucceedAsync(Office, "bob"));
        Assert.Equal(0, await SucceedAsync("10.0.0.9", "alice"));

        await FailAsync(Office, "carol", times: 6);
        await SucceedAsync(Office, "dave");
        await SucceedAsync(Office, "bob");
        Assert.NotEqual(0, await FailAsync(Office, "erin"));
    }

    [Fact]
    public async Task One_user_takes_no_more_than_half_of_an_addresss_turns()
    {
        await FailAsync(Office, "alice", times: 12);
        long start = _time.GetTimestamp();
        for (int i = 0; i < 4; i++)
        {
            await FailAsync(Office, "alice");
            Assert.InRange(await FailAsync(Office, $"user {i}"), 0.25, 8);
        }

        Assert.True(_time.GetElapsedTime(start) <= TimeSpan.FromSeconds(5 * 16)); // the first of the five is for his failures before
    }

    [Fact]
    public async Task A_quarter_of_an_hour_is_forgiving()
    {
        await FailAsync(Office, "alice", times: 12);
        _time.Advance(TimeSpan.FromMinutes(15));

        Assert.Equal(0, await FailAsync(Office, "alice"));
        Assert.Equal(0, await FailAsync(Office, "alice"));
    }

    [Fact]
    public async Task Who_was_right_more_than_a_quarter_of_an_hour_ago_is_not_known_any_more()
    {
        await SucceedAsync(Office, "alice");
        _time.Advance(TimeSpan.FromMinutes(15));
        await FailAsync(Office, "bob", times: 12);

        Assert.NotEqual(0, await SucceedAsync(Office, "alice"));
    }

    [Fact]
    public async Task However_many_addresses_and_users_there_are_only_so_many_are_remembered()
    {
        for (int i = 0; i < 40_000; i++)
        {
            (await Enter($"address {i}", $"user {i}")).Fail();
        }

        Assert.InRange(_throttle.Remembered, 8_192, 3 * 2 * 8_192);
    }

    [Fact]
    public async Task Rejected_attempts_make_nothing_forgotten()
    {
        await FailAsync(Office, "alice", times: 12);
        Task<ThrottleDecision> queued = Enter(Office, null); // 8 s, and the next would wait for 16
        int remembered = _throttle.Remembered;

        for (int i = 0; i < 20_000; i++)
        {
            Assert.False((await Enter(Office, $"user {i}")).IsAllowed);
        }

        Assert.Equal(remembered, _throttle.Remembered);
        Assert.False(queued.IsCompleted);
    }

    private Task<ThrottleDecision> Enter(string address, string? user) => _throttle.EnterAsync(address, user, CancellationToken.None).AsTask();

    /// <summary>One attempt, alone: moves the clock until its turn has come, and says for how many seconds; or until it isn't rejected.</summary>
    private async Task<(ThrottleDecision Decision, double Waited)> EnterAsync(string address, string? user)
    {
        long start = _time.GetTimestamp();
        while (true)
        {
            Task<ThrottleDecision> entering = Enter(address, user);
            while (_time.RunningTimers > 0)
            {
                _time.Advance(TimeSpan.FromSeconds(0.25));
            }

            ThrottleDecision decision = await entering.WaitAsync(s_soon);
            if (decision.IsAllowed)
            {
                return (decision, _time.GetElapsedTime(start).TotalSeconds);
            }

            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private async Task<double> FailAsync(string address, string? user, int times = 1)
    {
        double last = 0;
        for (int i = 0; i < times; i++)
        {
            (ThrottleDecision decision, last) = await EnterAsync(address, user);
            decision.Fail();
        }

        return last;
    }

    private async Task<double> SucceedAsync(string address, string? user)
    {
        (ThrottleDecision decision, double waited) = await EnterAsync(address, user);
        decision.Succeed();
        return waited;
    }

    private async Task FailEverywhereAsync(string user)
    {
        for (int i = 0; i < 20; i++)
        {
            await FailAsync($"10.0.0.{i}", user);
        }
    }
}
