using System.Buffers;
using System.IO.Pipelines;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Services;

/// <summary>Runs a <see cref="RpcServerAssociation"/> over a pipe that carries RPC PDUs both ways.</summary>
public sealed class RpcServiceSession
{
    /// <summary>Octets of responses between two flushes: worth a system call, and little to hold while the peer is slow.</summary>
    private const int FlushThreshold = 64 * 1024;

    private static uint _lastAssociationGroup;

    private readonly IDuplexPipe _pipe;
    private readonly RpcServerAssociation _association;
    private readonly int _maxFragment;
    private int _unflushed;

    private RpcServiceSession(IDuplexPipe pipe, RpcServerAssociation association, int maxFragment)
    {
        _pipe = pipe;
        _association = association;
        _maxFragment = maxFragment;
    }

    /// <inheritdoc cref="RunAsync(IDuplexPipe, RpcService, CancellationToken)"/>
    public static Task<RpcVerdict> RunAsync(
        IDuplexPipe pipe, IReadOnlyList<IRpcInterface> interfaces, CancellationToken cancellation = default) =>
        RunAsync(pipe, new RpcService(interfaces), cancellation);

    /// <summary>
    /// Answers every call until the pipe ends or a PDU ends it, completes both directions of the pipe, and tells why. Takes no further PDU
    /// while a reply waits for the peer. Throws only when cancelled, or when an interface did.
    /// </summary>
    public static async Task<RpcVerdict> RunAsync(IDuplexPipe pipe, RpcService service, CancellationToken cancellation = default)
    {
        using var association = new RpcServerAssociation(service, NextAssociationGroup());
        try
        {
            return await new RpcServiceSession(pipe, association, service.MaxFragment).AnswerAsync(cancellation);
        }
        catch (IOException)
        {
            return RpcVerdict.PeerEnded;
        }
        finally
        {
            await pipe.Input.CompleteAsync();
            await pipe.Output.CompleteAsync();
        }
    }

    private async Task<RpcVerdict> AnswerAsync(CancellationToken cancellation)
    {
        while (true)
        {
            ReadResult read = await _pipe.Input.ReadAsync(cancellation);
            ReadOnlySequence<byte> rest = read.Buffer;
            FrameResult framed;
            while ((framed = Frame(ref rest, read.IsCompleted, out ReadOnlySequence<byte> pdu)) == FrameResult.Complete)
            {
                RpcVerdict verdict = Receive(pdu);
                bool peerListens = await WriteRepliesAsync(cancellation);
                if (verdict == RpcVerdict.Continue && peerListens) continue;

                await FlushAsync(cancellation);
                return verdict == RpcVerdict.Continue ? RpcVerdict.PeerEnded : verdict;
            }

            _pipe.Input.AdvanceTo(rest.Start, rest.End);
            if (!await FlushAsync(cancellation)) return RpcVerdict.PeerEnded;
            if (framed == FrameResult.Invalid) return RpcVerdict.NotAPdu;
            if (framed == FrameResult.Truncated) return RpcVerdict.Truncated;
            if (read.IsCompleted) return RpcVerdict.PeerEnded;
        }
    }

    private FrameResult Frame(ref ReadOnlySequence<byte> rest, bool isEnd, out ReadOnlySequence<byte> pdu) =>
        PduFramer.TryRead(ref rest, _maxFragment, isEnd, out pdu);

    private RpcVerdict Receive(in ReadOnlySequence<byte> pdu)
    {
        using var joined = new JoinedPdu(pdu);
        return _association.Receive(joined.Octets, _pipe.Output);
    }

    /// <summary>Writes the response that was begun, if any; false when the peer no longer reads.</summary>
    private async ValueTask<bool> WriteRepliesAsync(CancellationToken cancellation)
    {
        while (_association.HasMoreReplies)
        {
            _unflushed += _association.WriteNextReply(_pipe.Output);
            if (_unflushed >= FlushThreshold && !await FlushAsync(cancellation)) return false;
        }

        return true;
    }

    private async ValueTask<bool> FlushAsync(CancellationToken cancellation)
    {
        _unflushed = 0;
        FlushResult flushed = await _pipe.Output.FlushAsync(cancellation);
        return !flushed.IsCompleted;
    }

    private static uint NextAssociationGroup()
    {
        uint next = Interlocked.Increment(ref _lastAssociationGroup);
        return next == 0 ? NextAssociationGroup() : next;
    }
}
