namespace RpcHttpProxy.Hosting.Files;

/// <summary>
/// Tells when one of some files has changed. Looks every so often rather than be told: links that are set anew, as orchestrators replace
/// secrets, and network file systems give no notice.
/// </summary>
internal sealed class WatchedFiles : IDisposable
{
    /* Ours: what an operator doesn't notice, and what costs nothing. */
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(2);

    private readonly string[] _paths;
    private readonly Action _changed;
    private readonly ITimer _timer;
    private string _seen;
    private volatile bool _isDisposed;

    /// <summary>Begins to watch.</summary>
    /// <param name="paths">The files; those that are null don't matter.</param>
    /// <param name="time">The clock.</param>
    /// <param name="changed">Called once for each change, by the timer; must not throw.</param>
    public WatchedFiles(IEnumerable<string?> paths, TimeProvider time, Action changed)
    {
        _paths = [.. paths.OfType<string>().Distinct()];
        _changed = changed;
        _seen = Look();
        _timer = time.CreateTimer(static watch => ((WatchedFiles)watch!).Elapsed(), this, s_interval, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Watches no longer.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _timer.Dispose();
    }

    private void Elapsed()
    {
        string now = Look();
        if (now != _seen)
        {
            _seen = now;
            _changed();
        }

        if (!_isDisposed)
        {
            _timer.Change(s_interval, Timeout.InfiniteTimeSpan);
        }
    }

    // A file that isn't there looks like one, too: of the year 1601.
    private string Look() => string.Join('|', _paths.Select(path =>
    {
        try
        {
            FileSystemInfo file = File.ResolveLinkTarget(path, returnFinalTarget: true) ?? new FileInfo(path);
            return $"{file.FullName} {file.LastWriteTimeUtc.Ticks} {(file is FileInfo { Exists: true } found ? found.Length : -1)}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.GetType().Name;
        }
    }));
}
