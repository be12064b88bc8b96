namespace RpcHttpProxy.Services;

/// <summary>What a fault PDU says: the status, and whether the call was certainly not executed (PFC_DID_NOT_EXECUTE).</summary>
public readonly record struct RpcFault(RpcFaultStatus Status, bool DidNotExecute)
{
    /// <summary>The specification's name of the status, such as nca_s_op_rng_error; else its eight hex digits.</summary>
    public string Name => Enum.GetName(Status) ?? $"0x{(uint)Status:x8}";

    public override string ToString() => $"{Name} (0x{(uint)Status:x8})";
}
