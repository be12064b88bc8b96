using System.Security.Cryptography;

namespace RpcHttpProxy.Hosting.Files;

/// <summary>
/// Tells when one of some files has changed. Looks every so often rather than be told: links that are set anew, as orchestrators replace
/// secrets, and network file systems give no notice. What is in a file counts, not only its time and size: a copy that keeps the time may have the size, too.
/// <see cref="RereadAll"/> takes each to have changed.
/// </summary>
internal sealed class WatchedFiles : IDisposable
{
    /* Ours: what an operator doesn't notice, and what costs nothing. */
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(2);

    /* Ours: what is read every two seconds. Certificates and thousands of users are shorter; of what is longer time and size count. */
    private const long MaxRead = 4 << 20;

    /* Of the process, as the signal is that leads to it. */
    private static event Action? s_reread;

    private readonly Lock _calling = new();
    private readonly string[] _paths;
    private readonly Action _changed;
    private readonly ITimer _timer;
    private string _seen;
    private volatile bool _isDisposed;

    /// <summary>Begins to watch.</summary>
    /// <param name="paths">The files; those that are null don't matter.</param>
    /// <param name="time">The clock.</param>
    /// <param name="changed">Called once for each change, by one thread at a time; must not throw.</param>
    public WatchedFiles(IEnumerable<string?> paths, TimeProvider time, Action changed)
    {
        _paths = [.. paths.OfType<string>().Distinct()];
        _changed = changed;
        _seen = Look();
        s_reread += Reread;
        _timer = time.CreateTimer(static watch => ((WatchedFiles)watch!).Elapsed(), this, s_interval, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Takes each file of this process that is watched to have changed.</summary>
    public static void RereadAll() => s_reread?.Invoke();

    /// <summary>Watches no longer.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        s_reread -= Reread;
        _timer.Dispose();
    }

    private void Reread() => Notice(isForced: true);

    private void Elapsed()
    {
        Notice(isForced: false);
        if (!_isDisposed)
        {
            _timer.Change(s_interval, Timeout.InfiniteTimeSpan);
        }
    }

    private void Notice(bool isForced)
    {
        lock (_calling)
        {
            string now = Look();
            if (isForced || now != _seen)
            {
                _seen = now;
                _changed();
            }
        }
    }

    // A file that isn't there looks like one, too: of the year 1601.
    private string Look() => string.Join('|', _paths.Select(path =>
    {
        try
        {
            FileSystemInfo file = File.ResolveLinkTarget(path, returnFinalTarget: true) ?? new FileInfo(path);
            long length = file is FileInfo { Exists: true } found ? found.Length : -1;
            return $"{file.FullName} {file.LastWriteTimeUtc.Ticks} {length} {(length is >= 0 and <= MaxRead ? Digest(file.FullName) : "")}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.GetType().Name;
        }
    }));

    private static string Digest(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return Convert.ToHexString(SHA256.HashData(stream));
    }
}
