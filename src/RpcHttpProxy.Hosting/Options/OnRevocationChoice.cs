namespace RpcHttpProxy.Hosting;

/// <summary>When a virtual connection ends that may no longer go on: its target, its user or a group was taken away.</summary>
public enum OnRevocationChoice
{
    /// <summary>When one of its channels is replaced.</summary>
    Recycle,

    /// <summary>At once.</summary>
    Close,
}
