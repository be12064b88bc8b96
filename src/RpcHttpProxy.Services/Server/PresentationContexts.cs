namespace RpcHttpProxy.Services;

/// <summary>The presentation contexts of one connection: answers proposals and remembers the accepted ones ([MS-RPCE] 3.3.1.5.6).</summary>
internal sealed class PresentationContexts(IReadOnlyList<IRpcInterface> interfaces)
{
    /// <summary>Contexts a connection may hold for each interface the server has ([MS-RPCE] 3.3.3.5.5).</summary>
    private const int LimitPerInterface = 4000;

    private readonly Dictionary<ushort, IRpcInterface> _accepted = [];

    /// <summary>False when these proposals could exceed the limit; then none may be answered.</summary>
    public bool HasRoomFor(IReadOnlyList<PresentationContext> proposals) =>
        _accepted.Count + proposals.Count <= LimitPerInterface * interfaces.Count;

    /// <summary>One result a proposal, in their order.</summary>
    public PresentationResult[] Answer(IReadOnlyList<PresentationContext> proposals) => [.. proposals.Select(Answer)];

    /// <summary>The interface behind a context id of a request; null when none was accepted under it.</summary>
    public IRpcInterface? Find(ushort id) => _accepted.GetValueOrDefault(id);

    private PresentationResult Answer(PresentationContext proposal)
    {
        if (BindFeatureNegotiation.TryAnswer(proposal, out BindFeatures features))
        {
            return PresentationResult.Negotiated(features);
        }

        IRpcInterface? served = interfaces.FirstOrDefault(candidate => candidate.Id.Serves(proposal.AbstractSyntax));
        if (served is null)
        {
            return PresentationResult.Rejected(ProviderReason.abstract_syntax_not_supported);
        }

        if (!proposal.TransferSyntaxes.Contains(RpcSyntaxId.Ndr))
        {
            return PresentationResult.Rejected(ProviderReason.proposed_transfer_syntaxes_not_supported);
        }

        _ = _accepted.TryAdd(proposal.Id, served);
        return _accepted[proposal.Id] == served
            ? PresentationResult.Accepted
            : PresentationResult.Rejected(ProviderReason.reason_not_specified);    // the id already means another interface
    }
}
