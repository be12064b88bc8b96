using Microsoft.Extensions.Logging;
using RpcHttpProxy.Edge.Logging;
using RpcHttpProxy.Transport;

namespace RpcHttpProxy.Edge.Limits;

/// <summary>Counts what is rejected before there is a channel, and logs it: of each kind a few lines in ten seconds, and how many were kept back.</summary>
internal sealed partial class RejectionLog
{
    private static readonly Rejection[] s_all = Enum.GetValues<Rejection>();

    private readonly long[] _counts = new long[s_all.Length];
    private readonly LogThrottle[] _throttles;
    private readonly ILogger _logger;

    public RejectionLog(TimeProvider time, ILogger<RejectionLog> logger)
    {
        _throttles = LogThrottle.ForEach<Rejection>(time);
        _logger = logger;
    }

    /// <summary>How many there were of each kind since the start, zeros included.</summary>
    public IReadOnlyDictionary<Rejection, long> Counts => s_all.ToDictionary(kind => kind, kind => Interlocked.Read(ref _counts[(int)kind]));

    /// <summary>One of a kind.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="peer">The client, or the front end where the client isn't known.</param>
    /// <param name="detail">Why, in a few words; control characters are shown as escapes.</param>
    public void Note(Rejection kind, string peer, string detail)
    {
        Interlocked.Increment(ref _counts[(int)kind]);
        if (_throttles[(int)kind].TryPass(peer, out KeptBack keptBack))
        {
            Rejected(_logger, kind, peer, LogText.Of(detail), keptBack);
        }
    }

    [LoggerMessage(1250, LogLevel.Information, "{Peer} was rejected, {Kind}: {Detail}{KeptBack}", EventName = "Rejected")]
    private static partial void Rejected(ILogger logger, Rejection kind, string peer, string detail, KeptBack keptBack);
}
