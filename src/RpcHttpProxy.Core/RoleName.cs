namespace RpcHttpProxy.Core;

/// <summary>The roles of 3.2.</summary>
public enum RoleName
{
    /// <summary>3.2.2</summary>
    Client,

    /// <summary>3.2.3</summary>
    InboundProxy,

    /// <summary>3.2.4</summary>
    OutboundProxy,

    /// <summary>3.2.5</summary>
    Server,
}
