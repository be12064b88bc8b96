namespace RpcHttpProxy.Transport.Sockets;

/// <summary>What <see cref="IFirstRequests"/> has found out about the first request of a connection that is Kestrel's now.</summary>
public interface IFirstRequestFeature
{
    /// <summary>Null for nothing. The handler of that request takes it away: the next request is another.</summary>
    object? Found { get; set; }
}
