namespace RpcHttpProxy.Services;

/// <summary>p_cont_def_result_t ([C706] 12.6.3.1; negotiate_ack from [MS-RPCE] 2.2.2.4).</summary>
internal enum PresentationResultCode : ushort
{
    acceptance = 0,
    user_rejection = 1,
    provider_rejection = 2,
    negotiate_ack = 3,
}
