namespace RpcHttpProxy.Protocol;

/// <summary>Which records of the error sequence weren't encoded ([MS-EERR] 2.2.1.8).</summary>
[Flags]
public enum ExtendedErrorFlags : ushort
{
    /// <summary>All are there.</summary>
    None = 0,

    /// <summary>At least one before this record is missing.</summary>
    PreviousRecordsMissing = 1,

    /// <summary>At least one behind this record is missing.</summary>
    NextRecordsMissing = 2,
}
