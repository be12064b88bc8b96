namespace RpcHttpProxy.Tracing.Tests;

/// <summary>A disk under control: each write waits at the gate, can be made to fail half-way, and is told.</summary>
internal sealed class GatedStream : Stream
{
    private readonly MemoryStream _written = new();
    private readonly ManualResetEventSlim _gate = new();

    public SemaphoreSlim WriteBegun { get; } = new(0);

    public bool IsOnThreadOfPool { get; private set; }

    public SemaphoreSlim Flushed { get; } = new(0);

    public Exception? Failure { get; set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public static GatedStream Open()
    {
        GatedStream stream = new();
        stream.OpenGate();
        return stream;
    }

    public void OpenGate() => _gate.Set();

    public string[] Lines() => System.Text.Encoding.UTF8.GetString(_written.ToArray()).Split('\n');

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        IsOnThreadOfPool = Thread.CurrentThread.IsThreadPoolThread;
        WriteBegun.Release();
        _gate.Wait();
        if (Failure is { } failure)
        {
            _written.Write(buffer[..(buffer.Length / 2)]);
            throw failure;
        }

        _written.Write(buffer);
    }

    public override void Flush() => Flushed.Release();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
