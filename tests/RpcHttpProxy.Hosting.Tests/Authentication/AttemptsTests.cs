using Microsoft.Extensions.Time.Testing;
using RpcHttpProxy.Hosting.Authentication;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Hosting.Tests.Authentication;

public class AttemptsTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Attempts _attempts;

    public AttemptsTests() => _attempts = new Attempts(_time);

    [Fact]
    public void Who_fails_again_and_again_waits_longer_each_time_up_to_eight_seconds()
    {
        List<double> waits = [];
        for (int i = 0; i < 12; i++)
        {
            TimeSpan wait = _attempts.Begin("10.0.0.1", null).Wait!.Value;
            waits.Add(wait.TotalSeconds);
            _time.Advance(wait);
            _attempts.End("10.0.0.1", null, isRight: false);
        }

        Assert.Equal([0, 0, 0, 0, 0.25, 0.5, 1, 2, 4, 8, 8, 8], waits);
    }

    [Fact]
    public void Tries_at_the_same_moment_wait_one_after_another_and_too_many_are_sent_away()
    {
        Fail("10.0.0.1", null, 6); // 2 s

        TimeSpan?[] waits = [.. Enumerable.Range(0, 8).Select(_ => _attempts.Begin("10.0.0.1", null).Wait)];

        Assert.Equal([0, 2, 4, 6, 8, 10, null, null], waits.Select(wait => wait?.TotalSeconds));
    }

    [Fact]
    public void A_user_is_guarded_against_guesses_from_everywhere_by_a_second_at_most()
    {
        for (int i = 0; i < 20; i++)
        {
            _attempts.End($"10.0.0.{i}", "alice", isRight: false);
        }

        Assert.Equal(TimeSpan.Zero, _attempts.Begin("10.0.1.1", "ALICE").Wait);
        Assert.Equal(TimeSpan.FromSeconds(1), _attempts.Begin("10.0.1.2", "Alice").Wait);
        Assert.Equal(TimeSpan.Zero, _attempts.Begin("10.0.1.3", "bob").Wait);
    }

    [Fact]
    public void A_user_who_was_right_at_an_address_is_not_slowed_there_for_what_others_do_elsewhere()
    {
        _attempts.End("10.0.9.9", "alice", isRight: true);
        for (int i = 0; i < 20; i++)
        {
            _attempts.End($"10.0.0.{i}", "alice", isRight: false);
            _attempts.Begin($"10.0.0.{i}", "alice");
        }

        Assert.Equal(TimeSpan.Zero, _attempts.Begin("10.0.9.9", "alice").Wait);
        Assert.NotEqual(TimeSpan.Zero, _attempts.Begin("10.0.9.8", "alice").Wait);
    }

    [Fact]
    public void A_success_and_a_quarter_of_an_hour_are_forgiving()
    {
        Fail("10.0.0.1", null, 10);
        Fail("10.0.0.2", null, 10);
        _attempts.End("10.0.0.1", null, isRight: true);
        _time.Advance(TimeSpan.FromMinutes(15));

        foreach (string address in (string[])["10.0.0.1", "10.0.0.2"])
        {
            Assert.Equal(TimeSpan.Zero, _attempts.Begin(address, null).Wait);
            Assert.Equal(TimeSpan.Zero, _attempts.Begin(address, null).Wait);
        }
    }

    [Fact]
    public void A_right_password_ends_the_waiting_of_its_address_at_once()
    {
        Fail("10.0.0.1", null, 10);
        _attempts.End("10.0.0.1", null, isRight: true);

        Assert.Equal(TimeSpan.Zero, _attempts.Begin("10.0.0.1", null).Wait);
        Assert.Equal(TimeSpan.Zero, _attempts.Begin("10.0.0.1", null).Wait);
    }

    [Fact]
    public void However_many_addresses_and_users_there_are_only_so_many_are_remembered()
    {
        for (int i = 0; i < 200_000; i++)
        {
            _attempts.End($"address {i}", $"user {i}", isRight: false);
        }

        Assert.InRange(_attempts.Remembered, 8_192, 4 * 8_192);
    }

    private void Fail(string address, string? user, int times)
    {
        for (int i = 0; i < times; i++)
        {
            _attempts.End(address, user, isRight: false);
        }
    }
}
