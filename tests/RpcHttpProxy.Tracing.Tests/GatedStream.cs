namespace RpcHttpProxy.Tracing.Tests;

/// <summary>A disk under control: each write waits at the gate, can be made to fail half-way, and is told.</summary>
internal sealed class GatedStream : Stream
{
    private readonly MemoryStream _written = new();
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SemaphoreSlim WriteBegun { get; } = new(0);

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

    public void OpenGate() => _gate.TrySetResult();

    public string[] Lines() => System.Text.Encoding.UTF8.GetString(_written.ToArray()).Split('\n');

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        WriteBegun.Release();
        await _gate.Task;
        if (Failure is { } failure)
        {
            _written.Write(buffer.Span[..(buffer.Length / 2)]);
            throw failure;
        }

        _written.Write(buffer.Span);
    }

    public override Task FlushAsync(CancellationToken cancellationToken)
    {
        Flushed.Release();
        return Task.CompletedTask;
    }

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
