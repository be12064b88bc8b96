using System.Buffers.Binary;
using System.Globalization;
using System.Net;

namespace RpcHttpProxy.Hosting.Tests.Wire;

/// <summary>TCP's keep-alive of a connection as the system has it, for ends whose socket a test can't reach.</summary>
public static class KeepAliveTimer
{
    // proc_net_tcp(5): a row is sl, local, remote, state, queues, tr:tm->when; tr 2 is the keep-alive timer, when in hundredths of a second.
    private const int LocalColumn = 1, RemoteColumn = 2, TimerColumn = 5;
    private const string KeepAlive = "02";
    private const double PerSecond = 100;

    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(10);

    /// <summary>How soon the end at <paramref name="local"/> asks for its peer. Throws when it never does, as an end without keep-alive.</summary>
    public static async Task<TimeSpan> LeftAsync(IPEndPoint local, IPEndPoint remote)
    {
        using var late = new CancellationTokenSource(_longest);
        while (true)
        {
            string[]? row = File.ReadLines("/proc/net/tcp").Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .FirstOrDefault(row => row[LocalColumn] == Text(local) && row[RemoteColumn] == Text(remote));
            if (row?[TimerColumn].Split(':') is [KeepAlive, string when])
            {
                return TimeSpan.FromSeconds(int.Parse(when, NumberStyles.HexNumber, CultureInfo.InvariantCulture) / PerSecond);
            }

            late.Token.ThrowIfCancellationRequested(); // a retransmission timer may be there for a moment
            await Task.Yield();
        }
    }

    private static string Text(IPEndPoint end) => string.Create(
        CultureInfo.InvariantCulture, $"{BinaryPrimitives.ReadUInt32LittleEndian(end.Address.GetAddressBytes()):X8}:{end.Port:X4}");
}
