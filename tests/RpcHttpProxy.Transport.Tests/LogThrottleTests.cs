using System.Net;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Transport.Tests;

public sealed class LogThrottleTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void A_client_that_uses_all_lines_up_hides_itself_and_not_the_next()
    {
        var throttle = new LogThrottle(_time, lines: 3);
        Assert.Equal(3, Enumerable.Range(0, 100).Count(_ => throttle.TryPass("192.0.2.1:1000", out KeptBack _)));

        Assert.True(throttle.TryPass("192.0.2.2:1000", out KeptBack keptBack));
        Assert.Equal("; 97 more since the last message", keptBack.ToString());
        Assert.False(throttle.TryPass("192.0.2.2:1001", out _)); // its second one
        Assert.False(throttle.TryPass(out _));                   // nobody's
    }

    [Fact]
    public void Many_clients_have_twice_the_lines_together_and_an_IPv6_network_is_one()
    {
        var throttle = new LogThrottle(_time, lines: 3);
        Assert.Equal(4, Enumerable.Range(0, 100).Count(i => throttle.TryPass(IPAddress.Parse($"2001:db8::{i:x}"), out _) || (i == 50 && throttle.TryPass(IPAddress.Parse("2001:db8:0:1::"), out _))));
        Assert.Equal(2, Enumerable.Range(1, 100).Count(i => throttle.TryPass(IPAddress.Parse($"192.0.2.{i}"), out _)));

        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(6, Enumerable.Range(1, 100).Count(i => throttle.TryPass(IPAddress.Parse($"192.0.2.{i}"), out _)));
    }
}
