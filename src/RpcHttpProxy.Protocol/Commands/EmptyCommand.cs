namespace RpcHttpProxy.Protocol;

/// <summary>A command without contents, whose meaning its PDU gives (2.2.3.5.8).</summary>
public sealed record EmptyCommand : RtsCommand
{
    /// <inheritdoc/>
    public override RtsCommandType Type => RtsCommandType.Empty;

    /// <inheritdoc/>
    public override int BodyLength => 0;

    private protected override string? ValueText => null;

    internal override void WriteBody(Span<byte> body)
    {
    }
}
