namespace RpcHttpProxy.Protocol;

/// <summary>The two headers of type serialization version 1 ([MS-RPCE] 2.2.6.1, 2.2.6.2), both little-endian in this or any stream.</summary>
internal static class TypeSerialization
{
    /* common:  +0 Version(1)  +1 Endianness(1)  +2 CommonHeaderLength(2)  +4 Filler(4)
       private: +8 ObjectBufferLength(4), the bytes that follow, padding included  +12 Filler(4) */
    public const int EndiannessOffset = 1;
    public const int CommonHeaderLengthOffset = 2;
    public const int FillerOffset = 4;
    public const int ObjectBufferLengthOffset = 8;
    public const int HeadersLength = 16;

    public const byte Version = 1;
    public const byte LittleEndian = 0x10;
    public const byte BigEndian = 0x00;
    public const ushort CommonHeaderLength = 8;
    public const uint Filler = 0xCCCC_CCCC;

    /// <summary>A serialized type is as long as a multiple of this.</summary>
    public const int Alignment = 8;
}
