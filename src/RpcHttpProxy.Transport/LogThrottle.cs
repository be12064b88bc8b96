using System.Net;
using RpcHttpProxy.Transport.Sockets;

namespace RpcHttpProxy.Transport;

/// <summary>
/// Lets lines through that would otherwise be written as often as a client likes, and counts those that it keeps back. Where it is told the client's address, one that had no
/// line in this period has its first one, too, up to as many again: a client that uses all lines up hides itself, and not the next.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="lines">How many are written in ten seconds.</param>
public sealed class LogThrottle(TimeProvider time, int lines = 1)
{
    /// <summary>What is written in ten seconds of a kind that strangers can cause. Ours: enough to see who it is, too few to fill a disk.</summary>
    public const int LinesOfAKind = 10;

    /* Ours: often enough to see that it goes on, too seldom to fill a disk. */
    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly HashSet<IPAddress> _told = []; // no more than lines that passed
    private long? _began;
    private int _passed;
    private long _keptBack;

    /// <summary>One throttle for each of <typeparamref name="TKind"/>'s values, in the order of their numbers, which begin with 0.</summary>
    public static LogThrottle[] ForEach<TKind>(TimeProvider time)
        where TKind : struct, Enum => [.. Enum.GetValues<TKind>().Select(_ => new LogThrottle(time, LinesOfAKind))];

    /// <summary>Whether the line is to be written now; then <paramref name="keptBack"/> is how many weren't since the last one.</summary>
    public bool TryPass(out KeptBack keptBack) => TryPass(client: null, out keptBack);

    /// <summary>The same for a line that names a client by address and port.</summary>
    public bool TryPass(string peer, out KeptBack keptBack) => TryPass(IPEndPoint.TryParse(peer, out IPEndPoint? end) ? end.Address : null, out keptBack);

    /// <summary>The same for a line about a client.</summary>
    /// <param name="client">Its address, of IPv6 its network (<see cref="AddressKey"/>); null when that isn't known.</param>
    /// <param name="keptBack">How many lines weren't written since the last one.</param>
    public bool TryPass(IPAddress? client, out KeptBack keptBack)
    {
        client = client is null ? null : AddressKey.Of(client);
        lock (_lock)
        {
            keptBack = new KeptBack(_keptBack);
            if (_began is not { } began || time.GetElapsedTime(began) >= s_period)
            {
                _began = time.GetTimestamp();
                _passed = 0;
                _told.Clear();
            }

            if (_passed >= lines && (client is null || _passed == 2 * lines || _told.Contains(client)))
            {
                _keptBack++;
                return false;
            }

            if (client is not null)
            {
                _told.Add(client);
            }

            _passed++;
            _keptBack = 0;
            return true;
        }
    }
}
