using System.Buffers;
using System.IO.Pipelines;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Transport.Tests.Kit;

/// <summary>The other end of a <see cref="MemoryChannel"/>, which a test speaks for. Every wait is bounded.</summary>
internal sealed class ScriptedPeer
{
    /// <summary>Far longer than anything here takes; only a fault waits so long.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly PipeReader _input;
    private readonly PipeWriter _output;

    /// <param name="pauseAt">Bytes the carrier can write before it waits for this peer to read.</param>
    /// <param name="waitsAt">Bytes this peer can send before it waits for the carrier's reader; 0 for any number.</param>
    public ScriptedPeer(int pauseAt = 65_536, int waitsAt = 0)
    {
        var toPeer = new Pipe(new PipeOptions(pauseWriterThreshold: pauseAt, resumeWriterThreshold: pauseAt / 2, useSynchronizationContext: false));
        var fromPeer = new Pipe(new PipeOptions(pauseWriterThreshold: waitsAt, resumeWriterThreshold: (waitsAt + 1) / 2, useSynchronizationContext: false));
        _input = toPeer.Reader;
        _output = fromPeer.Writer;
        Carrier = new MemoryChannel(fromPeer.Reader, toPeer.Writer);
    }

    public MemoryChannel Carrier { get; }

    public Task SendAsync(params RtsPdu[] pdus) => SendAsync([.. pdus.SelectMany(pdu => pdu.ToArray())]);

    /// <summary>Sends bytes in one piece.</summary>
    public async Task SendAsync(byte[] bytes) => await _output.WriteAsync(bytes).AsTask().WaitAsync(Patience);

    /// <summary>The next PDU is an RTS PDU of this kind's shape.</summary>
    public async Task<RtsPdu> ExpectAsync(RtsPduKind kind)
    {
        byte[] bytes = await ReadPduAsync() ?? throw new InvalidOperationException($"The channel ended; {kind} was awaited.");
        Assert.Equal(RtsFault.None, RtsPduReader.Read(bytes, out RtsPdu? pdu));
        Assert.Equal(RtsPduCatalog.Describe(kind).Shape, pdu!.Shape);
        return pdu;
    }

    /// <summary>The next bytes are these.</summary>
    public async Task ExpectAsync(byte[] bytes)
    {
        byte[] got = await ReadAsync(bytes.Length);
        Assert.True(bytes.AsSpan().SequenceEqual(got), $"{bytes.Length} other bytes came, the first differing at {bytes.AsSpan().CommonPrefixLength(got)}");
    }

    /// <summary>These RPC PDUs come, whole, with acknowledgments of what this side sent among them.</summary>
    public async Task ExpectRpcAsync(byte[] pdus)
    {
        for (int at = 0; at < pdus.Length;)
        {
            byte[] pdu = await ReadPduAsync() ?? throw new InvalidOperationException($"The channel ended; {pdus.Length - at} bytes were awaited.");
            if (!IsAcknowledgment(pdu))
            {
                int length = PduHeader.FragLength(pdus.AsSpan(at));
                Assert.True(pdus.AsSpan(at, length).SequenceEqual(pdu), $"Another PDU came than the one at {at}.");
                at += length;
            }
        }
    }

    /// <summary>FIN comes, and nothing before it but acknowledgments.</summary>
    public async Task ExpectEndAsync()
    {
        byte[]? pdu;
        do
        {
            pdu = await ReadPduAsync();
        }
        while (pdu is not null && IsAcknowledgment(pdu));

        Assert.True(pdu is null, "A PDU came where the end was awaited.");
    }

    /// <summary>The channel is reset, whatever came before.</summary>
    public async Task ExpectResetAsync() => await Assert.ThrowsAsync<IOException>(ReadToEndAsync);

    /// <summary>The channel is over, one way or the other, whatever came before.</summary>
    public async Task ExpectResetOrEndAsync()
    {
        try
        {
            await ReadToEndAsync();
        }
        catch (IOException)
        {
            // Reset: as good.
        }
    }

    /// <summary>Ends this side's direction in order.</summary>
    public void Close() => _output.Complete();

    /// <summary>Breaks this side's direction: reading throws, behind what was sent.</summary>
    public void Break(Exception? failure = null) => _output.Complete(failure ?? new IOException("reset by peer"));

    /// <summary>Takes no more bytes: writing to it fails.</summary>
    public void StopReading() => _input.Complete();

    /// <summary>Reads so many bytes.</summary>
    public async Task<byte[]> ReadAsync(int count)
    {
        ReadResult result = await _input.ReadAtLeastAsync(count).AsTask().WaitAsync(Patience);
        Assert.True(result.Buffer.Length >= count, $"The channel ended after {result.Buffer.Length} bytes of {count}.");
        byte[] bytes = result.Buffer.Slice(0, count).ToArray();
        _input.AdvanceTo(result.Buffer.GetPosition(count));
        return bytes;
    }

    private static bool IsAcknowledgment(byte[] pdu) =>
        RtsPduReader.Read(pdu, out RtsPdu? rts) == RtsFault.None
        && rts?.Shape is RtsPduShape.FlowControlAck or RtsPduShape.FlowControlAckWithDestination;

    private async Task<byte[]?> ReadPduAsync()
    {
        while (true)
        {
            ReadResult result = await ReadAsync();
            ReadOnlySequence<byte> buffer = result.Buffer;
            FrameResult frame = PduFramer.TryRead(ref buffer, PduFramer.DefaultMaxPduLength, result.IsCompleted, out ReadOnlySequence<byte> pdu);
            byte[]? bytes = frame == FrameResult.Complete ? pdu.ToArray() : null;
            _input.AdvanceTo(buffer.Start, frame == FrameResult.Complete ? buffer.Start : buffer.End);
            Assert.True(frame is FrameResult.Complete or FrameResult.NeedMoreData, $"{frame} came instead of a PDU.");
            if (bytes is not null || result.IsCompleted)
            {
                return bytes;
            }
        }
    }

    private async Task ReadToEndAsync()
    {
        ReadResult result;
        do
        {
            result = await ReadAsync();
            _input.AdvanceTo(result.Buffer.End);
        }
        while (!result.IsCompleted);
    }

    private async Task<ReadResult> ReadAsync() => await _input.ReadAsync().AsTask().WaitAsync(Patience);
}
