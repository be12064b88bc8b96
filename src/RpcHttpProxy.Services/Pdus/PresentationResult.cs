namespace RpcHttpProxy.Services;

/// <summary>The answer to one proposal: p_result_t ([C706] 12.6.3.1). With negotiate_ack the reason carries feature bits.</summary>
internal readonly record struct PresentationResult(PresentationResultCode Code, ushort Reason, RpcSyntaxId TransferSyntax)
{
    /// <summary>result(2), reason(2), transfer_syntax(20).</summary>
    public const int Length = 4 + RpcSyntaxId.Length;

    public static PresentationResult Accepted => new(PresentationResultCode.acceptance, 0, RpcSyntaxId.Ndr);

    public static PresentationResult Rejected(ProviderReason reason) =>
        new(PresentationResultCode.provider_rejection, (ushort)reason, default);

    public static PresentationResult Negotiated(BindFeatures features) =>
        new(PresentationResultCode.negotiate_ack, (ushort)features, default);
}
