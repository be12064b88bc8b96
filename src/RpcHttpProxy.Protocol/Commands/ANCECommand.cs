namespace RpcHttpProxy.Protocol;

/// <summary>The successor channel was established (2.2.3.5.11).</summary>
public sealed record ANCECommand : RtsCommand
{
    /// <inheritdoc/>
    public override RtsCommandType Type => RtsCommandType.ANCE;

    /// <inheritdoc/>
    public override int BodyLength => 0;

    private protected override string? ValueText => null;

    internal override void WriteBody(Span<byte> body)
    {
    }
}
