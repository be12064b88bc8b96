namespace RpcHttpProxy.Protocol;

/// <summary>The successor channel could not be established (2.2.3.5.10).</summary>
public sealed record NegativeANCECommand : RtsCommand
{
    /// <inheritdoc/>
    public override RtsCommandType Type => RtsCommandType.NegativeANCE;

    /// <inheritdoc/>
    public override int BodyLength => 0;

    private protected override string? ValueText => null;

    internal override void WriteBody(Span<byte> body)
    {
    }
}
