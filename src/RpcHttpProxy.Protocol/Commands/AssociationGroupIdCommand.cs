namespace RpcHttpProxy.Protocol;

// [rpch 2.2.3.5.13/3] a cookie
/// <summary>The client's association group, whichever role sends it (2.2.3.5.13).</summary>
public sealed record AssociationGroupIdCommand(RtsCookie AssociationGroupId) : RtsCommand
{
    internal const int EncodedBodyLength = RtsCookie.Length;

    /// <inheritdoc/>
    public override RtsCommandType Type => RtsCommandType.AssociationGroupId;

    /// <inheritdoc/>
    public override int BodyLength => EncodedBodyLength;

    private protected override string ValueText => AssociationGroupId.ToString();

    /* +0 AssociationGroupId(16) */
    internal static AssociationGroupIdCommand ReadBody(ReadOnlySpan<byte> body) => new(RtsCookie.Read(body));

    internal override void WriteBody(Span<byte> body) => AssociationGroupId.Write(body);
}
