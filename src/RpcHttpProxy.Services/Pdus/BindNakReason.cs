namespace RpcHttpProxy.Services;

/// <summary>Why a whole bind was rejected: p_reject_reason_t ([C706] 12.6.3.1, [MS-RPCE] 2.2.2.5).</summary>
internal enum BindNakReason : ushort
{
    reason_not_specified = 0,
    temporary_congestion = 1,
    local_limit_exceeded = 2,
    protocol_version_not_specified = 4,
    authentication_type_not_recognized = 8,
    invalid_checksum = 9,
}
