using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace RpcHttpProxy.Attacks.Tests.Kit;

/// <summary>
/// Attackers by the thousand, in a process of their own with descriptors of its own: this assembly, started as a program. It says when
/// it has tried as often as it was told, and goes when its standard input ends.
/// </summary>
internal static class Crowd
{
    private const int AtOnce = 256;
    private const int Sayings = 5;
    private const string Silent = "silent";
    private const string Open = "open";
    private const string Tried = "tried ";
    private const string All = Tried + "all ";

    private static readonly TimeSpan s_connecting = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_opening = TimeSpan.FromSeconds(15);

    /// <summary>Connections that say nothing, or a few bytes that are the beginning of nothing.</summary>
    public static RunningTool OfSilent(IPEndPoint target, int count, TimeSpan time) =>
        Start(Silent, $"{target}", $"{count}", $"{time.TotalSeconds}");

    /// <summary>Virtual connections, each opened as a client opens it.</summary>
    public static RunningTool OfOpen(IPEndPoint proxy, IPEndPoint server, int count, TimeSpan time, string headers) =>
        Start(Open, $"{proxy}", $"{count}", $"{time.TotalSeconds}", $"{server}", headers);

    /// <summary>Waits until it has tried as often as it was told; fails where it was too slow for that: then nothing was attacked.</summary>
    public static async Task AllHaveTriedAsync(RunningTool crowd, TimeSpan time)
    {
        await Patience.UntilAsync(
            () => crowd.HasEnded || crowd.Said.Contains(Tried, StringComparison.Ordinal),
            () => $"the crowd is not done:\n{crowd.Said}",
            time + Patience.Limit);
        Assert.True(crowd.Said.Contains(All, StringComparison.Ordinal), $"the crowd is too slow for its attack:\n{crowd.Said}");
    }

    private static RunningTool Start(params string[] arguments) =>
        RunningTool.StartProgram(["dotnet", typeof(Crowd).Assembly.Location, .. arguments], AppContext.BaseDirectory);

    private static async Task<int> Main(string[] arguments)
    {
        IPEndPoint target = IPEndPoint.Parse(arguments[1]);
        int count = int.Parse(arguments[2], CultureInfo.InvariantCulture), next = 0;
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(double.Parse(arguments[3], CultureInfo.InvariantCulture)));
        var held = new List<IDisposable>();
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
        {
            while (!enough.IsCancellationRequested && Interlocked.Increment(ref next) <= count)
            {
                if (await TryAsync(target, arguments) is { } one)
                {
                    lock (held)
                    {
                        held.Add(one);
                    }
                }
            }
        }));
        for (int i = 0; i < Sayings && !enough.IsCancellationRequested; i++)
        {
            held.ForEach(Say);
        }

        Console.WriteLine($"{(next >= count ? All : Tried)}{Math.Min(next, count)} of {count} times, holds {held.Count}");
        await Console.In.ReadToEndAsync();
        return 0;
    }

    /// <summary>A byte that begins nothing whole: each of them is work for the one that reads it.</summary>
    private static void Say(IDisposable one)
    {
        try
        {
            _ = (one as Wire)?.Socket.Send([(byte)5]);
        }
        catch (SocketException)
        {
            // It isn't let any more.
        }
    }

    /// <summary>One more; null when it isn't let.</summary>
    private static async Task<IDisposable?> TryAsync(IPEndPoint target, string[] arguments)
    {
        try
        {
            return arguments[0] == Silent
                ? await Wire.ConnectAsync(target, limit: s_connecting)
                : await VirtualConnection.OpenAsync(target, target, arguments[4], arguments[5], s_opening);
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException or TimeoutException or InvalidOperationException)
        {
            return null;
        }
    }
}
