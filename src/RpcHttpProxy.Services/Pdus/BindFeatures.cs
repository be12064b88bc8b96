namespace RpcHttpProxy.Services;

/// <summary>What bind time feature negotiation is about ([MS-RPCE] 2.2.2.14, 2.2.2.15).</summary>
[Flags]
internal enum BindFeatures : ushort
{
    None = 0,
    SecurityContextMultiplexing = 0x01,
    KeepConnectionOnOrphan = 0x02,
}
