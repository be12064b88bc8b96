namespace RpcHttpProxy.Protocol;

/// <summary>ExtendedErrorParamTypesInternal ([MS-EERR] 2.2.1.4), the discriminant of a parameter.</summary>
internal enum ExtendedErrorParamType : ushort
{
    AnsiString = 1,
    UnicodeString = 2,
    LongVal = 3,
    ShortValue = 4,
    PointerValue = 5,
    None = 6,
    Binary = 7,
}
