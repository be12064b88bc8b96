using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using RpcHttpProxy.Core;
using RpcHttpProxy.TestKit;
using RpcHttpProxy.Transport.Channels;
using RpcHttpProxy.Transport.Names;

namespace RpcHttpProxy.Transport.Tests.Names;

public sealed class SystemNameResolverTests : IDisposable
{
    private static readonly IPAddress _address = IPAddress.Parse("192.0.2.1");

    private readonly ManualTime _time = new();
    private readonly ManualResetEventSlim _answers = new();
    private readonly ConcurrentQueue<string> _asked = new();

    [Fact]
    public async Task A_name_is_resolved()
    {
        SystemNameResolver resolver = Make();

        Assert.Equal([_address], await resolver.ResolveAsync("dc1.lab", "alice", CancellationToken.None));
        Assert.Equal((0, 0), (resolver.Calls.Report().Running, resolver.Calls.Report().Waiting));
    }

    [Fact]
    public async Task While_hundreds_of_names_hang_another_requesters_name_is_resolved_and_no_thread_of_the_pool_is_held()
    {
        var bounds = new NameLookupBounds();
        SystemNameResolver resolver = Make(bounds);
        using var gone = new CancellationTokenSource();
        Task[] hanging = [.. Enumerable.Range(0, 300).Select(i => resolver.ResolveAsync($"hang{i}.lab", "mallory", gone.Token))];

        Assert.Equal([_address], await resolver.ResolveAsync("dc1.lab", "alice", CancellationToken.None));

        await Eventually.TrueAsync(() => resolver.Calls.Report().Running == bounds.Calls.ThreadsPerRequester, () => $"{resolver.Calls.Report().Running} run");
        Task[] refused = [.. hanging.Where(task => task.IsFaulted)];
        Assert.Equal(300 - bounds.Calls.CallsPerRequester, refused.Length);
        Assert.All(refused, task => Assert.Equal(
            CloseReason.TooManyConnections, Assert.IsType<ChannelOpenException>(task.Exception!.InnerException).Reason));

        await gone.CancelAsync();
        await Assert.AllAsync(hanging.Except(refused), task => Assert.ThrowsAnyAsync<OperationCanceledException>(() => task));
        await Eventually.TrueAsync(() => resolver.Calls.Report().Waiting == 0, () => $"{resolver.Calls.Report().Waiting} wait");
        Assert.Equal(bounds.Calls.ThreadsPerRequester, resolver.Calls.Report().Running); // nothing interrupts getaddrinfo: they hang on, these few
        Assert.InRange(_asked.Count, 1, bounds.Calls.ThreadsPerRequester + 1);
    }

    [Fact]
    public async Task With_every_thread_stuck_a_caller_still_hears_at_its_deadline()
    {
        SystemNameResolver resolver = Make(Bounds(threads: 2, perRequester: 1, TimeSpan.FromMinutes(1)));
        Task stuck = Task.WhenAll(
            resolver.ResolveAsync("hang1", "mallory", CancellationToken.None), resolver.ResolveAsync("hang2", "mallet", CancellationToken.None));
        await Eventually.TrueAsync(() => resolver.Calls.Report().Running == 2, () => $"{resolver.Calls.Report().Running} run");
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20), _time);
        Task<IReadOnlyList<IPAddress>> asking = resolver.ResolveAsync("dc1.lab", "alice", late.Token);

        _time.Advance(TimeSpan.FromSeconds(20));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        Assert.Equal(0, resolver.Calls.Report().Waiting);
        _answers.Set();
        await stuck;
        Assert.DoesNotContain("dc1.lab", _asked);
    }

    [Fact]
    public async Task Calls_for_one_name_share_one_question_even_when_the_first_of_them_has_given_up()
    {
        SystemNameResolver resolver = Make();
        using var gone = new CancellationTokenSource();
        Task first = resolver.ResolveAsync("hang.lab", "alice", gone.Token);
        Task<IReadOnlyList<IPAddress>>[] others = [.. Enumerable.Range(0, 10).Select(i => resolver.ResolveAsync("HANG.lab", $"user{i}", CancellationToken.None))];

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        _answers.Set();

        Assert.All(await Task.WhenAll(others), addresses => Assert.Equal([_address], addresses));
        Assert.Single(_asked);
    }

    [Fact]
    public async Task A_name_without_an_address_is_not_asked_for_again_for_a_moment()
    {
        SystemNameResolver resolver = Make();
        for (int i = 0; i < 3; i++)
        {
            var e = await Assert.ThrowsAsync<SocketException>(() => resolver.ResolveAsync("none.lab", "alice", CancellationToken.None));
            Assert.Equal((SocketError.HostNotFound, "no such name"), (e.SocketErrorCode, e.Message));
        }

        Assert.Single(_asked);

        _time.Advance(new NameLookupBounds().FailureLifetime);
        await Assert.ThrowsAsync<SocketException>(() => resolver.ResolveAsync("none.lab", "alice", CancellationToken.None));
        Assert.Equal(2, _asked.Count);
    }

    [Fact]
    public void Only_so_many_failures_are_remembered_the_latest_ones()
    {
        var failures = new RecentFailures(2, TimeSpan.FromSeconds(5), _time);
        foreach (string host in (string[])["a", "b", "c"])
        {
            failures.Add(host, NameAnswer.Failure(SocketError.HostNotFound, host));
        }

        Assert.Equal((false, true, true), (failures.TryGet("a", out _), failures.TryGet("b", out _), failures.TryGet("C", out _)));
        _time.Advance(TimeSpan.FromSeconds(5));
        failures.Add("d", NameAnswer.Failure(SocketError.HostNotFound, "d"));
        Assert.Equal(1, failures.Count);
    }

    [Fact]
    public async Task Whatever_the_system_throws_is_that_names_failure()
    {
        SystemNameResolver resolver = Make();

        await Assert.ThrowsAsync<SocketException>(() => resolver.ResolveAsync("odd", "alice", CancellationToken.None));

        Assert.Equal([_address], await resolver.ResolveAsync("dc1.lab", "alice", CancellationToken.None));
    }

    public void Dispose()
    {
        _answers.Set(); // not disposed of: threads that hung may still look at it
    }

    [Fact]
    public async Task A_look_up_that_hangs_is_given_up_at_its_deadline_and_fails_at_once_for_a_moment()
    {
        SystemNameResolver resolver = Make();
        Task hanging = resolver.ResolveAsync("hang.lab", "alice", CancellationToken.None);
        await Eventually.TrueAsync(() => _asked.Count == 1, () => $"{_asked.Count} asked");

        _time.Advance(new NameLookupBounds().Calls.Deadline);

        Assert.Equal(SocketError.TimedOut, (await Assert.ThrowsAsync<SocketException>(() => hanging)).SocketErrorCode);
        await Assert.ThrowsAsync<SocketException>(() => resolver.ResolveAsync("hang.lab", "bob", CancellationToken.None));
        Assert.Equal([_address], await resolver.ResolveAsync("dc1.lab", "alice", CancellationToken.None));
        Assert.Equal(1, resolver.Calls.Report().Abandoned);
        Assert.Equal(["hang.lab", "dc1.lab"], _asked);
    }

    private static NameLookupBounds Bounds(int threads, int perRequester, TimeSpan deadline) => new()
    {
        Calls = new NameLookupBounds().Calls with { Threads = threads, ThreadsPerRequester = perRequester, Deadline = deadline },
    };

    private SystemNameResolver Make(NameLookupBounds? bounds = null) => new(Ask, bounds ?? new NameLookupBounds(), _time);

    private IPAddress[] Ask(string host)
    {
        _asked.Enqueue(host);
        if (host.StartsWith("hang", StringComparison.OrdinalIgnoreCase))
        {
            _answers.Wait();
        }

        return host switch
        {
            "none.lab" => throw new SocketException((int)SocketError.HostNotFound, "no such name"),
            "odd" => throw new ArgumentOutOfRangeException(nameof(host)),
            _ => [_address],
        };
    }
}
