using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Hosting.Tests.Authentication;

/// <summary>What an operator sees of the throttle and forgives.</summary>
public class LoginThrottleOperatorTests
{
    private const string Office = "198.51.100.1";
    private const string Home = "203.0.113.9";

    private readonly ManualTime _time = new();
    private readonly LoginThrottle _throttle;

    public LoginThrottleOperatorTests() => _throttle = new LoginThrottle(_time);

    [Fact]
    public async Task Whoever_waits_is_listed_with_the_wait_and_who_does_not_is_not()
    {
        await FailAsync(Office, "alice", 3);
        Assert.Empty(_throttle.Throttled());

        await FailAsync(Office, "alice", 1);

        string[] listed = [.. _throttle.Throttled().Select(party => $"{party.User} at {party.Address}")];
        Assert.Equal([$" at {Office}", "ALICE at ", $"ALICE at {Office}"], listed);
        Assert.All(_throttle.Throttled(), party => Assert.Equal((4, 0.25, 0.0), (party.Failures, party.Wait.TotalSeconds, party.SinceLast.TotalSeconds)));

        _time.Advance(TimeSpan.FromMinutes(15));
        Assert.Empty(_throttle.Throttled());
    }

    [Theory]
    [InlineData(null, "Alice", 3)]     // she anywhere and at both addresses, which stay slowed themselves
    [InlineData(Office, null, 2)]
    [InlineData(Office, "alice", 1)]
    [InlineData(Office, "bob", 0)]
    [InlineData(null, null, 5)]
    public async Task What_is_meant_is_forgotten_and_nothing_else(string? address, string? user, int cleared)
    {
        await FailAsync(Office, "alice", 4);
        await FailAsync(Home, "alice", 4);
        Assert.Equal(5, _throttle.Throttled().Count);

        Assert.Equal(cleared, _throttle.Clear(address, user));

        Assert.Equal((5 - cleared, 5 - cleared), (_throttle.Throttled().Count, _throttle.Remembered));
        Assert.Equal(0, _throttle.Clear(address, user));
    }

    [Fact]
    public async Task An_attempt_under_way_still_counts_when_its_record_is_cleared()
    {
        await FailAsync(Office, null, 4);
        _time.Advance(TimeSpan.FromSeconds(1));
        ThrottleDecision underWay = await _throttle.EnterAsync(Office, null, CancellationToken.None);

        Assert.Equal(1, _throttle.Clear(Office, null));
        underWay.Fail();

        Assert.Equal(1, _throttle.Remembered);
        Assert.Empty(_throttle.Throttled());
    }

    private async Task FailAsync(string address, string? user, int times)
    {
        for (int i = 0; i < times; i++)
        {
            Task<ThrottleDecision> entering = _throttle.EnterAsync(address, user, CancellationToken.None).AsTask();
            while (!entering.IsCompleted)
            {
                _time.Advance(TimeSpan.FromSeconds(0.25));
                await Task.Yield();
            }

            (await entering).Fail();
        }
    }
}
