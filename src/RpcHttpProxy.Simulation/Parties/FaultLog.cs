using Microsoft.Extensions.Logging;
using RpcHttpProxy.Transport.Sessions;

namespace RpcHttpProxy.Simulation.Parties;

/// <summary>A role that logs an error has a fault of its own, which it survived; no peer, hostile or not, can bring that about.</summary>
internal sealed class FaultLog(IObserver observer) : ILogger<RoleHost>
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            observer.Violate("no faults", $"{formatter(state, exception)}: {exception}");
        }
    }
}
