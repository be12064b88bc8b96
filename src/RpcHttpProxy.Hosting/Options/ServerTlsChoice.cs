namespace RpcHttpProxy.Hosting;

/// <summary>Whether a proxy's connections to servers are encrypted. Both sides are told: nothing is negotiated, so nothing can be talked down.</summary>
public enum ServerTlsChoice
{
    /// <summary>Plain TCP, as [MS-RPCH] has it.</summary>
    Off,

    /// <summary>TLS, to every server; one that speaks none isn't reached.</summary>
    On,
}
