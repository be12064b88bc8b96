using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace RpcHttpProxy.Attacks.Tests.Kit;

/// <summary>
/// Attackers by the thousand, in a process of their own with descriptors of its own: this assembly, started as a program. It says how many
/// connections it holds once it has tried as often as it was told, and goes when its standard input ends.
/// </summary>
internal static class Crowd
{
    private const int AtOnce = 32;
    private const string Silent = "silent";
    private const string Open = "open";
    private const string Holds = "holds ";

    private static readonly TimeSpan s_attempt = TimeSpan.FromSeconds(3);

    /// <summary>Connections that say nothing.</summary>
    public static RunningTool OfSilent(IPEndPoint target, int count, TimeSpan time) =>
        Start(Silent, $"{target}", $"{count}", $"{time.TotalSeconds}");

    /// <summary>Virtual connections, each opened as a client opens it, by each user as many as by the others.</summary>
    public static RunningTool OfOpen(IPEndPoint proxy, IPEndPoint server, int count, TimeSpan time, params string[] headers) =>
        Start([Open, $"{proxy}", $"{count}", $"{time.TotalSeconds}", $"{server}", .. headers]);

    /// <summary>Waits until it has tried as often as it was told, and what it holds then.</summary>
    public static async Task<int> AllTriedAsync(RunningTool crowd, TimeSpan time)
    {
        await Patience.UntilAsync(
            () => crowd.HasEnded || crowd.Said.Contains(Holds, StringComparison.Ordinal), () => $"the crowd is not done:\n{crowd.Said}", time + Patience.Limit);
        string said = crowd.Said;
        Assert.True(said.Contains(Holds, StringComparison.Ordinal), said);
        return int.Parse(said[(said.IndexOf(Holds, StringComparison.Ordinal) + Holds.Length)..].Split('\n')[0], CultureInfo.InvariantCulture);
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
            while (!enough.IsCancellationRequested && Interlocked.Increment(ref next) is var i && i <= count)
            {
                if (await TryAsync(target, arguments, i) is { } one)
                {
                    lock (held)
                    {
                        held.Add(one);
                    }
                }
            }
        }));
        Console.WriteLine($"{Holds}{held.Count}");
        await Console.In.ReadToEndAsync();
        return 0;
    }

    /// <summary>One more; null when it isn't let.</summary>
    private static async Task<IDisposable?> TryAsync(IPEndPoint target, string[] arguments, int i)
    {
        try
        {
            return arguments[0] == Silent
                ? await Wire.ConnectAsync(target)
                : await VirtualConnection.OpenAsync(target, target, arguments[4], arguments[5 + (i % (arguments.Length - 5))], s_attempt);
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException or TimeoutException or InvalidOperationException)
        {
            return null;
        }
    }
}
