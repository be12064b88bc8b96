using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.Edge.Principals;

namespace RpcHttpProxy.Hosting.Tests.Authentication;

public class PasswordVerifierTests
{
    private const string Office = "192.0.2.1";

    private static readonly TimeSpan _soon = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task A_right_password_is_remembered_for_a_while_and_until_the_store_changes()
    {
        var store = new ScriptedStore();
        PasswordVerifier verifier = Verifier(store);
        var right = new BasicCredentials("alice", "right");

        Assert.Null(verifier.FindVerified(right));
        Assert.Equal("alice", (await verifier.VerifyAsync(right, Office, CancellationToken.None)).User!.Name);
        Assert.Equal("alice", verifier.FindVerified(right)!.Name);
        Assert.Null(verifier.FindVerified(right with { Password = "wrong" }));

        store.Version++;
        Assert.Null(verifier.FindVerified(right));

        await verifier.VerifyAsync(right, Office, CancellationToken.None);
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Null(verifier.FindVerified(right));
    }

    [Fact]
    public async Task So_many_are_verified_at_once_some_wait_and_the_others_are_sent_away()
    {
        var store = new ScriptedStore { Hold = new TaskCompletionSource() };
        PasswordVerifier verifier = Verifier(store);

        Task<PasswordVerification>[] running = [.. Enumerable.Range(0, 2).Select(Verify)];
        await store.TwoAtOnce.WaitAsync(_soon);
        Task<PasswordVerification>[] others = [.. Enumerable.Range(2, 198).Select(Verify)];
        PasswordVerification[] sentAway = await Task.WhenAll(others.Where(verification => verification.IsCompleted));
        store.Hold.SetResult();
        PasswordVerification[] results = await Task.WhenAll([.. running, .. others]).WaitAsync(_soon);

        Assert.Equal(198 - (2 * 32), sentAway.Length);
        Assert.All(sentAway, verification => Assert.True(verification.IsBusy));
        Assert.Equal(2 * 33, results.Count(verification => !verification.IsBusy));
        Assert.Equal(2, store.MostAtOnce);

        Task<PasswordVerification> Verify(int i) => verifier.VerifyAsync(new BasicCredentials("alice", $"{i}"), $"192.0.2.{i % 4}", default).AsTask();
    }

    [Fact]
    public async Task One_address_has_no_more_than_half_of_the_places()
    {
        var store = new ScriptedStore { Hold = new TaskCompletionSource() };
        PasswordVerifier verifier = Verifier(store);

        Task<PasswordVerification>[] flood = [.. Enumerable.Range(0, 100).Select(i => verifier.VerifyAsync(new BasicCredentials("alice", $"{i}"), Office, default).AsTask())];
        Task<PasswordVerification> other = verifier.VerifyAsync(new BasicCredentials("bob", "right"), "192.0.2.2", default).AsTask();

        Assert.Equal(100 - 32, flood.Count(verification => verification.IsCompleted));
        store.Hold.SetResult();
        Assert.Equal("bob", (await other.WaitAsync(_soon)).User!.Name);
        await Task.WhenAll(flood).WaitAsync(_soon);
    }

    [Fact]
    public async Task A_store_that_never_answers_is_given_up_and_others_are_verified()
    {
        var store = new ScriptedStore { Hold = new TaskCompletionSource() };
        PasswordVerifier verifier = Verifier(store);
        Task<PasswordVerification> hanging = verifier.VerifyAsync(new BasicCredentials("alice", "right"), Office, default).AsTask();
        await store.OneAtOnce.WaitAsync(_soon);

        _time.Advance(verifier.Calls.Bounds.Deadline);

        Assert.True((await hanging.WaitAsync(_soon)).IsBusy);
        Assert.Equal(1, verifier.Calls.Report().Abandoned);
        store.Hold.SetResult();
        Assert.Equal("bob", (await verifier.VerifyAsync(new BasicCredentials("bob", "right"), Office, default)).User!.Name);
    }

    [Fact]
    public async Task A_store_that_fails_lets_nobody_in()
    {
        PasswordVerifier verifier = Verifier(new ScriptedStore { Fault = new InvalidOperationException("no database") });

        PasswordVerification verification = await verifier.VerifyAsync(new BasicCredentials("alice", "right"), Office, CancellationToken.None);

        Assert.True(verification.IsBusy);
        Assert.Null(verification.User);
    }

    private PasswordVerifier Verifier(IUserStore store) =>
        new(store, new AuthenticationOptions { ConcurrentVerifications = 2 }, _time, new AuthenticationLog(TimeProvider.System, NullLogger.Instance));

    private sealed class ScriptedStore : IUserStore
    {
        private readonly Lock _lock = new();
        private readonly TaskCompletionSource _oneAtOnce = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _twoAtOnce = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _atOnce;
        private int _mostAtOnce;

        public long Version { get; set; }

        public TaskCompletionSource? Hold { get; init; }

        public Exception? Fault { get; init; }

        public Task OneAtOnce => _oneAtOnce.Task;

        public Task TwoAtOnce => _twoAtOnce.Task;

        public int MostAtOnce => Volatile.Read(ref _mostAtOnce);

        public async ValueTask<StoredUser?> VerifyAsync(string name, string password, CancellationToken cancellation)
        {
            lock (_lock)
            {
                _mostAtOnce = Math.Max(_mostAtOnce, Interlocked.Increment(ref _atOnce));
                _oneAtOnce.TrySetResult();
                if (_mostAtOnce == 2)
                {
                    _twoAtOnce.TrySetResult();
                }
            }

            await (Hold?.Task ?? Task.CompletedTask);
            Interlocked.Decrement(ref _atOnce);
            return Fault is not null ? throw Fault : password == "right" ? new StoredUser(name, []) : null;
        }

        public StoredUser? Find(Principal principal) => null;
    }
}
