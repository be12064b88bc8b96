namespace RpcHttpProxy.Engine.Links;

/// <summary>What a carrier is to write next, in this order.</summary>
/// <param name="IsHeadDue">The head of the response.</param>
/// <param name="Bytes">These bytes, maybe none; they stay as they are until the carrier reports them as written.</param>
/// <param name="Ending">The end.</param>
public readonly record struct LinkOutput(bool IsHeadDue, ArraySegment<byte> Bytes, LinkEnding Ending);
