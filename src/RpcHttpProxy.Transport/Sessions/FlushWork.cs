namespace RpcHttpProxy.Transport.Sessions;

/// <summary>What a flusher is to do outside the gate before it comes back for more.</summary>
/// <param name="IsHeadDue">Send the OUT channel response header first.</param>
/// <param name="Bytes">Then write these.</param>
/// <param name="Ending">Then end the channel.</param>
internal readonly record struct FlushWork(bool IsHeadDue, ArraySegment<byte> Bytes, ChannelEnding Ending);
