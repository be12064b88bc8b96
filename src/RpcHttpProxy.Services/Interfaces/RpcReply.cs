namespace RpcHttpProxy.Services;

/// <summary>What an operation gives back: the [out] parameters as a stub, or a fault.</summary>
public readonly record struct RpcReply
{
    /// <summary>The stub of the response; null when the call failed.</summary>
    public IRpcStub? Stub { get; private init; }

    /// <summary>Why the call failed; None when it did not.</summary>
    public RpcFaultStatus Fault { get; private init; }

    /// <summary>No [out] parameters.</summary>
    public static RpcReply Empty => Of(MemoryStub.Empty);

    public static RpcReply Of(ReadOnlyMemory<byte> stub) => Of(new MemoryStub(stub));

    public static RpcReply Of(IRpcStub stub) => new() { Stub = stub };

    public static RpcReply Failed(RpcFaultStatus fault) => new() { Fault = fault };
}
