namespace RpcHttpProxy.Protocol;

// [rpch 2.2.3.3] forward destinations
/// <summary>Whom a forwarded PDU is for (2.2.3.3).</summary>
public enum ForwardDestination : uint
{
    FDClient = 0,
    FDInProxy = 1,
    FDServer = 2,
    FDOutProxy = 3,
}
