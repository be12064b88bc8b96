using System.Diagnostics.Metrics;
using RpcHttpProxy.Edge.Limits;

namespace RpcHttpProxy.Hosting.Limits;

/// <summary>Counts what Kestrel ends by its own limits: it tells nobody but its meter.</summary>
internal sealed class KestrelLimitListener : IDisposable
{
    private const string Meter = "Microsoft.AspNetCore.Server.Kestrel";
    private const string ConnectionDuration = "kestrel.connection.duration";
    private const string ErrorType = "error.type";

    private readonly MeterListener _listener = new();
    private readonly LimitCounters _counters;

    /// <summary>Listens to the meter of the server that has the same <paramref name="meters"/>; a process may have several.</summary>
    public KestrelLimitListener(IMeterFactory meters, LimitCounters counters)
    {
        _counters = counters;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == Meter && ReferenceEquals(instrument.Meter.Scope, meters) && instrument.Name == ConnectionDuration)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((_, _, tags, _) => Ended(tags));
        _listener.Start();
    }

    public void Dispose() => _listener.Dispose();

    private void Ended(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            if (tag.Key == ErrorType && Limited(tag.Value as string) is { } limit)
            {
                _counters.Count(limit);
            }
        }
    }

    /* The words are those of the OpenTelemetry conventions for Kestrel, and of KestrelMetrics.cs. */
    private static Limit? Limited(string? error) => error switch
    {
        "request_headers_timeout" => Limit.HeadTimeout,
        "keep_alive_timeout" => Limit.IdleTimeout,
        _ => null,
    };
}
