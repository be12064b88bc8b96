using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Requests;

namespace RpcHttpProxy.Core.VirtualConnections;

/// <content>Channels that are no component any more: replaced, or rejected before they became the default.</content>
public abstract partial class VirtualConnection
{
    // Ours: the peer of one may still be draining it, and those before may be about to be closed.
    private const int MaxRetired = 4;

    // [rpch 3.2.2.5.8/4, 3.2.2.5.10/4] what comes behind OUT_R1/A10 or OUT_R2/B3 is not looked at
    /// <summary>Makes a channel that has been replaced no component any more and ends it; what becomes of it changes nothing here.</summary>
    internal void RemoveAndClose(Channel predecessor)
    {
        _channels.Remove(predecessor);
        if (!predecessor.IsClosed)
        {
            predecessor.IsClosed = true;
            _requests.Add(new Request.Close(predecessor, CloseHow.Finish));
        }
    }

    // [rpch 3.2.3.5.8/5] another cookie than the successor's ends the successor, with 503; opened
    /// <summary>Turns a successor away whose request has no answer yet: its client is told.</summary>
    internal void RejectSuccessor(Channel successor)
    {
        _channels.Remove(successor);
        successor.IsClosed = true;
        _requests.Add(new Request.Close(successor, CloseHow.Fail, CloseReason.PredecessorMismatch));
    }

    // [rpch 3.2.2.5.11/5, 3.2.5.5.13/5] a close of a predecessor changes nothing
    /// <summary>
    /// As <see cref="RemoveAndClose"/>, but leaves it to the peer to end the channel, until some more have been replaced: a recycling isn't
    /// complete before the predecessor's proxy has passed on its last PDU, so that the oldest have had their time.
    /// </summary>
    internal void Retire(Channel predecessor)
    {
        _channels.Remove(predecessor);
        _retired.Add(predecessor);
        if (_retired.Count > MaxRetired)
        {
            Channel oldest = _retired[0];
            _retired.RemoveAt(0);
            oldest.IsClosed = true;
            _requests.Add(new Request.Close(oldest, CloseHow.Finish));
        }
    }
}
