using System.Buffers;
using System.IO.Pipelines;

namespace RpcHttpProxy.Services;

/// <summary>A pipe's output that knows how much waits for a flush.</summary>
internal sealed class CountedOutput(PipeWriter output) : IBufferWriter<byte>
{
    /// <summary>Octets between two flushes: worth a system call, and little to hold while the peer is slow.</summary>
    private const int FlushThreshold = 64 * 1024;

    private int _unflushed;

    /// <summary>True when enough has been written to flush before more is.</summary>
    public bool IsFlushDue => _unflushed >= FlushThreshold;

    public void Advance(int count)
    {
        _unflushed += count;
        output.Advance(count);
    }

    public Memory<byte> GetMemory(int sizeHint = 0) => output.GetMemory(sizeHint);

    public Span<byte> GetSpan(int sizeHint = 0) => output.GetSpan(sizeHint);

    /// <summary>Sends what waits; false when the peer no longer reads.</summary>
    public async ValueTask<bool> FlushAsync(CancellationToken cancellation)
    {
        _unflushed = 0;
        FlushResult flushed = await output.FlushAsync(cancellation);
        return !flushed.IsCompleted;
    }
}
