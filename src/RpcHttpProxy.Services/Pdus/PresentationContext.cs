namespace RpcHttpProxy.Services;

/// <summary>One proposal of a bind or alter_context: p_cont_elem_t ([C706] 12.6.3.1).</summary>
internal sealed record PresentationContext(ushort Id, RpcSyntaxId AbstractSyntax, IReadOnlyList<RpcSyntaxId> TransferSyntaxes);
