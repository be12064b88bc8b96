namespace RpcHttpProxy.Services;

/// <summary>The server answered with a fault. The channel can be used further.</summary>
public sealed class RpcFaultException(RpcFault fault) : RpcException($"The server answered with the fault {fault}.")
{
    /// <summary>Status and name.</summary>
    public RpcFault Fault { get; } = fault;
}
