using System.Diagnostics;
using System.Globalization;
using RpcHttpProxy.TestKit;
using Xunit.Abstractions;

namespace RpcHttpProxy.Transport.Tests.Stress;

[CollectionDefinition(nameof(AloneInTheProcess), DisableParallelization = true)]
public class AloneInTheProcess;

/// <summary>
/// Sessions over real sockets, many at once, that are opened, moved to their owner, half-closed, reset and broken for some time: nothing is
/// lost or doubled, and no row, timer, descriptor or buffer is left.
/// </summary>
[Collection(nameof(AloneInTheProcess))]
[Trait(Category.Name, Category.Slow)]
public sealed class LinkStressTests(ITestOutputHelper output)
{
    /// <summary>Seconds for each carrier and number of reactors; a few without it.</summary>
    private const string Variable = "RPCHTTP_TEST_STRESS";
    private const int Workers = 24;

    private static readonly TimeSpan s_duration =
        TimeSpan.FromSeconds(Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } seconds ? double.Parse(seconds, CultureInfo.InvariantCulture) : 2);

    [Theory]
    [InlineData(true, 1)]
    [InlineData(true, 3)]
    [InlineData(false, 1)]
    [InlineData(false, 3)]
    public async Task Nothing_is_lost_doubled_or_left(bool isEpoll, int reactors)
    {
        await RunAsync(isEpoll, reactors, TimeSpan.FromSeconds(0.2)); // what the runtime opens once, stays
        int before = Sockets();
        using var buffers = new RentedBuffers();

        (int sessions, int crashes, int faults) = await RunAsync(isEpoll, reactors, s_duration);

        output.WriteLine($"{sessions} sessions in {s_duration.TotalSeconds} s, {faults} faults of ours, {buffers.Seen} buffers");
        Assert.InRange(faults, 1, crashes);
        Assert.NotEqual(0, buffers.Seen);
        await Eventually.TrueAsync(() => Sockets() <= before, () => $"{before} sockets were open before, {Sockets()} are now");
        await Eventually.TrueAsync(() => buffers.Left.Length == 0, () => $"rented and not returned: {buffers.Left}");
    }

    private static async Task<(int Sessions, int Crashes, int Faults)> RunAsync(bool isEpoll, int reactors, TimeSpan duration)
    {
        await using var server = new StressServer(isEpoll, reactors);
        await server.StartAsync();
        var watch = Stopwatch.StartNew();
        int seed = 0, crashes = 0;
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(async () =>
        {
            while (watch.Elapsed < duration)
            {
                var session = new StressedSession(server.EndPoint, Interlocked.Increment(ref seed));
                await session.RunAsync();
                Interlocked.Add(ref crashes, session.Fate == StressFate.Crashes ? 1 : 0);
            }
        })));
        await server.EndWaitingAsync(seed);
        await server.EmptyAsync();
        return (seed, crashes, server.Faults);
    }

    /// <summary>Sockets that this process holds.</summary>
    private static int Sockets() => Directory.GetFiles("/proc/self/fd").Count(IsSocket);

    private static bool IsSocket(string descriptor)
    {
        try
        {
            return new FileInfo(descriptor).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true;
        }
        catch (IOException)
        {
            return false; // Closed meanwhile.
        }
    }
}
