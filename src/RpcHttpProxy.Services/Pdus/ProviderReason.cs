namespace RpcHttpProxy.Services;

/// <summary>Why a single presentation context was rejected: p_provider_reason_t ([C706] 12.6.3.1).</summary>
internal enum ProviderReason : ushort
{
    reason_not_specified = 0,
    abstract_syntax_not_supported = 1,
    proposed_transfer_syntaxes_not_supported = 2,
    local_limit_exceeded = 3,
}
