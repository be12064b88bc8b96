namespace RpcHttpProxy.Engine.Sockets;

/// <summary>What watches a descriptor.</summary>
public interface IReadyTarget
{
    /// <summary>What has become of the descriptor since it was last told; each change is told once. Called in a turn.</summary>
    void Ready(Readiness readiness);
}
