using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace RpcHttpProxy.Tracing;

/// <summary>The file under a <see cref="FileTraceSink"/>: a batch of lines, written at once; opened again after a fault. One owner, one thread at a time.</summary>
internal sealed class TraceFile : IDisposable
{
    private const int BatchBytes = 64 * 1024;   // one write call for some two hundred lines
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(1);

    private readonly ArrayBufferWriter<byte> _batch;
    private readonly Utf8JsonWriter _json;
    private readonly string _path;
    private readonly Func<Stream>? _open;
    private readonly TimeProvider _time;
    private Stream? _stream;
    private string? _fault;
    private long _lookedAt;
    private int _eventsInBatch;
    private bool _lineMayBeTorn;

    public TraceFile(string path, Func<Stream>? open, TimeProvider time)
    {
        _path = path;
        _open = open;
        _time = time;
        _batch = new ArrayBufferWriter<byte>(2 * BatchBytes);
        _json = TraceJson.WriterInto(_batch);
    }

    public bool IsBatchFull => _batch.WrittenCount >= BatchBytes;

    /// <summary>Opens the stream; null, or why it could not.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever the file system throws costs events, never the process.")]
    public string? TryOpen()
    {
        _lookedAt = _time.GetTimestamp();
        try
        {
            _stream = _open is null ? OpenFile() : _open();
            return _fault = null;
        }
        catch (Exception exception)
        {
            return _fault = exception.Message;
        }
    }

    public void Append(TraceEvent traceEvent)
    {
        _json.Reset();
        TraceJson.Write(_json, traceEvent);
        _batch.Write("\n"u8);
        _eventsInBatch++;
    }

    /// <summary>Writes the batch; how many events were lost, and why.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever the file system throws costs events, never the process.")]
    public (int Lost, string? Fault) WriteOut()
    {
        int count = _eventsInBatch;
        try
        {
            EnsureOpen();
            if (_stream is null)
            {
                return (count, _fault);
            }

            if (_lineMayBeTorn)
            {
                _stream.Write("\n"u8);
                _lineMayBeTorn = false;
            }

            _stream.Write(_batch.WrittenSpan);
            _stream.Flush();
            return (0, null);
        }
        catch (Exception exception)
        {
            _fault = exception.Message;
            _lineMayBeTorn = true;
            _lookedAt = _time.GetTimestamp();
            Close();
            return (count, _fault);
        }
        finally
        {
            _batch.ResetWrittenCount();
            _eventsInBatch = 0;
        }
    }

    public void Dispose()
    {
        Close();
        _json.Dispose();
    }

    /// <summary>
    /// At most once a second: tries again after a fault, and notices a file that was removed while open (Linux would go on
    /// writing into nowhere).
    /// </summary>
    private void EnsureOpen()
    {
        if (_time.GetElapsedTime(_lookedAt) < s_retryAfter)
        {
            return;
        }

        _lookedAt = _time.GetTimestamp();
        if (_stream is not null && _open is null && !File.Exists(_path))
        {
            Close();
        }

        if (_stream is null)
        {
            TryOpen();
        }
    }

    private FileStream OpenFile()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        var options = new FileStreamOptions
        {
            Mode = FileMode.Append,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,   // the batch is the buffer, and a full disk shows at the write that met it
        };
        if (!OperatingSystem.IsWindows())
        {
            // The cookies of living connections are in it, which are all that joins channels of clients that don't authenticate.
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        }

        return new FileStream(_path, options);
    }

    [SuppressMessage("Design", "CA1031", Justification = "A stream that fails to write may fail to close too.")]
    private void Close()
    {
        Stream? stream = _stream;
        _stream = null;
        try
        {
            stream?.Dispose();
        }
        catch (Exception)
        {
        }
    }
}
