namespace RpcHttpProxy.Services;

/// <summary>The PTYPE octet of a connection-oriented PDU ([C706] 12.6.3.2; Auth3 from [MS-RPCE] 2.2.2.10).</summary>
internal enum RpcPduType : byte
{
    Request = 0,
    Response = 2,
    Fault = 3,
    Bind = 11,
    BindAck = 12,
    BindNak = 13,
    AlterContext = 14,
    AlterContextResponse = 15,
    Auth3 = 16,
    Shutdown = 17,
    CoCancel = 18,
    Orphaned = 19,
}
