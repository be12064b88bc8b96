using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

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
    private const string Ask = "ask";
    private const string HalfHead = "RPC_IN_DATA /rpc/rpcproxy.dll?127.0.0.1:1 HTTP/1.1\r\nHost: p\r\nX-";
    private const string Anywhere = "0.0.0.0";
    private const string Tried = "tried ";
    private const string All = Tried + "all ";

    private static readonly TimeSpan s_connecting = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_opening = TimeSpan.FromSeconds(15);

    /// <summary>Connections that say nothing, or a few bytes that are the beginning of nothing.</summary>
    public static RunningTool OfSilent(IPEndPoint target, int count, TimeSpan time, string from = Anywhere) =>
        Start(Silent, $"{target}", $"{count}", $"{time.TotalSeconds}", from);

    /// <summary>Connections that have an echo answered, and begin another head without an end.</summary>
    public static RunningTool OfAsking(IPEndPoint proxy, int count, TimeSpan time, bool isEncrypted, string headers) =>
        Start(Ask, $"{proxy}", $"{count}", $"{time.TotalSeconds}", $"{isEncrypted}", headers);

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
            return arguments[0] switch
            {
                Silent => await Wire.ConnectAsync(target, arguments[4] == Anywhere ? null : arguments[4], limit: s_connecting),
                Ask => await AskAsync(target, bool.Parse(arguments[4]), arguments[5]),
                _ => await VirtualConnection.OpenAsync(target, target, arguments[4], arguments[5], s_opening),
            };
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException or TimeoutException or InvalidOperationException or AuthenticationException)
        {
            return null;
        }
    }

    [SuppressMessage("Security", "CA5359", Justification = "An attacker doesn't ask who it attacks.")]
    private static async Task<IDisposable> AskAsync(IPEndPoint target, bool isEncrypted, string headers)
    {
        using var late = new CancellationTokenSource(s_opening);
        Stream stream = new NetworkStream((await Wire.ConnectAsync(target, limit: s_connecting)).Socket, ownsSocket: true);
        try
        {
            if (isEncrypted)
            {
                var tls = new SslStream(stream, leaveInnerStreamOpen: false, (_, _, _, _) => true);
                stream = tls;
                await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost" }, late.Token);
            }

            await stream.WriteAsync(Encoding.Latin1.GetBytes(Requests.Echo(headers)), late.Token);
            if (await stream.ReadAsync(new byte[1], late.Token) == 0)
            {
                throw new IOException("It was closed.");
            }

            await stream.WriteAsync(Encoding.Latin1.GetBytes(HalfHead), late.Token);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }
}
