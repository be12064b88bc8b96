namespace RpcHttpProxy.Services;

/// <summary>The pfc_flags octet ([C706] 12.6.3.1) as far as this engine reads or sets it.</summary>
[Flags]
internal enum PfcFlags : byte
{
    None = 0,
    FirstFrag = 0x01,
    LastFrag = 0x02,
    ConcMpx = 0x10,
    DidNotExecute = 0x20,
    ObjectUuid = 0x80,
    Whole = FirstFrag | LastFrag,
}
