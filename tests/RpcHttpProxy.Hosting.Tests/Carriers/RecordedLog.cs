using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace RpcHttpProxy.Hosting.Tests.Carriers;

/// <summary>Keeps what is logged at a level and above, Warning unless told otherwise.</summary>
public sealed class RecordedLog(LogLevel least = LogLevel.Warning) : ILoggerProvider, ILogger
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= least;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            Lines.Enqueue($"{logLevel} {eventId.Name}: {formatter(state, exception)} {exception}");
        }
    }

    public void Dispose()
    {
    }
}
