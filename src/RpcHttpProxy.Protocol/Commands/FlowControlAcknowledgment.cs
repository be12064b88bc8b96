namespace RpcHttpProxy.Protocol;

/// <summary>What a receiver tells its sender about one channel (2.2.3.4).</summary>
/// <param name="BytesReceived">Bytes received on the channel when the acknowledgment was issued.</param>
/// <param name="AvailableWindow">Bytes free in the receive window at that moment.</param>
/// <param name="ChannelCookie">The channel that is acknowledged.</param>
public readonly record struct FlowControlAcknowledgment(uint BytesReceived, uint AvailableWindow, RtsCookie ChannelCookie);
