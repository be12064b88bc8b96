using System.IO.Pipelines;
using RpcHttpProxy.Core;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Client.Channels;

/// <summary>
/// The way between the client role and the program that uses it: two pipes in memory. <see cref="IByteChannel"/> is the role's end,
/// <see cref="Application"/> the program's.
/// </summary>
internal sealed class UpperChannel : IByteChannel
{
    private readonly Pipe _toRole = new(new PipeOptions(useSynchronizationContext: false));
    private readonly Pipe _toApplication = new(new PipeOptions(useSynchronizationContext: false));

    public UpperChannel() => Application = new DuplexPipe(_toApplication.Reader, _toRole.Writer);

    /// <summary>The program's end. Its reader ends when the connection has ended, with an <see cref="IOException"/> unless in order.</summary>
    public IDuplexPipe Application { get; }

    public PipeReader Input => _toRole.Reader;

    public string Peer => "higher layer";

    public ValueTask<ChannelEnd?> ReadHeadAsync(CancellationToken cancellation) => new((ChannelEnd?)null);

    public ValueTask<ChannelEnd> AfterInputAsync(CancellationToken cancellation) =>
        new(new ChannelEnd(CloseReason.ClosedByHigherLayer, "the program completed its end of the transport"));

    /// <summary>Never called: no request comes from above.</summary>
    public ValueTask SendHeadAsync() => throw new InvalidOperationException("The higher layer sends no channel request.");

    /// <summary>Waits while the program doesn't read: its slowness reaches the server through every hop.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        FlushResult result = await _toApplication.Writer.WriteAsync(bytes);
        if (result.IsCompleted || result.IsCanceled)
        {
            throw new IOException("the program doesn't read any more");
        }
    }

    public ValueTask FailAsync(uint rpcError) => FinishAsync();

    public ValueTask FinishAsync() => _toApplication.Writer.CompleteAsync();

    /// <summary>The program reads to the fault; a write that waits for the program waits no longer.</summary>
    public void Abort()
    {
        _toApplication.Writer.Complete(new IOException("the virtual connection was aborted"));
        _toApplication.Writer.CancelPendingFlush();
    }

    public async ValueTask DisposeAsync()
    {
        Abort();
        await _toRole.Reader.CompleteAsync();
    }

    private sealed record DuplexPipe(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
