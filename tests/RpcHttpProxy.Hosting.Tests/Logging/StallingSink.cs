using System.Collections.Concurrent;
using Serilog.Core;
using Serilog.Events;

namespace RpcHttpProxy.Hosting.Tests.Logging;

/// <summary>A console or disk that takes no line until it is told to.</summary>
internal sealed class StallingSink : ILogEventSink, IDisposable
{
    private readonly ManualResetEventSlim _isOpen = new();
    private readonly ConcurrentQueue<string> _written = new();

    /// <summary>Set while it has a line that it doesn't take.</summary>
    public ManualResetEventSlim IsStalled { get; } = new();

    /// <summary>Whether it fails rather than stall.</summary>
    public bool IsFailing { get; set; }

    public IReadOnlyList<string> Written => [.. _written];

    public void Emit(LogEvent logEvent)
    {
        if (IsFailing)
        {
            throw new IOException("no space left");
        }

        IsStalled.Set();
        _isOpen.Wait();
        _written.Enqueue(logEvent.RenderMessage(null));
    }

    public void Open() => _isOpen.Set();

    public void Dispose()
    {
        _isOpen.Dispose();
        IsStalled.Dispose();
    }
}
