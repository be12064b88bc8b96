using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RpcHttpProxy.Tracing;

namespace RpcHttpProxy.Hosting.Tracing;

/// <summary>Opens each role's trace file, and closes them all.</summary>
internal sealed class TraceSinks(IOptions<TraceOptions> options, TimeProvider time, ILogger<TraceSinks> logger) : IAsyncDisposable
{
    private readonly List<FileTraceSink> _files = [];

    /// <summary>Given by who runs the host: takes the place of files.</summary>
    public ITraceSink? Instead { get; init; }

    /// <summary>Name of this process in traces.</summary>
    public string Node => options.Value.Node;

    /// <summary>The sink of one role, by its word in <see cref="TraceRoles"/>.</summary>
    public ITraceSink Open(string role)
    {
        if (Instead is not null)
        {
            return Instead;
        }

        if (options.Value.Directory is not { } directory)
        {
            return NullTraceSink.Instance;
        }

        var file = new FileTraceSink(directory, role, Node, time, fault => Log.TraceFault(logger, fault));
        _files.Add(file);
        return file;
    }

    /// <summary>Events lost since the start: a queue was full, or a file could not be written.</summary>
    public long Lost => _files.Sum(file => file.Dropped);

    /// <summary>Writes out what waits, to all files at once: each gives up after a time.</summary>
    public async ValueTask DisposeAsync() => await Task.WhenAll(_files.Select(file => file.DisposeAsync().AsTask()));
}
