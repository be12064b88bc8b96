namespace RpcHttpProxy.Protocol;

/// <summary>Why bytes are no extended error: the first rule of [MS-EERR] 2.2 or [MS-RPCE] 2.2.6 that they break.</summary>
public enum ExtendedErrorFault
{
    /// <summary>They are one.</summary>
    None,

    /// <summary>They aren't base64, or there are none.</summary>
    Encoding,

    /// <summary>More than <see cref="ExtendedErrorReader.MaxLength"/> bytes.</summary>
    TooLong,

    /// <summary>No type serialization version 1, or a header of it that isn't 8 bytes long.</summary>
    Header,

    /// <summary>ObjectBufferLength isn't a multiple of 8, or not what follows.</summary>
    ObjectBufferLength,

    /// <summary>The bytes end inside a field.</summary>
    Truncated,

    /// <summary>A null pointer stands for the first record.</summary>
    NoRecord,

    /// <summary>A Type without meaning, or a union that was switched by another.</summary>
    Discriminant,

    /// <summary>A length or count below zero, above its bound, or unlike the array it describes.</summary>
    Count,

    /// <summary>Text that no NUL ends.</summary>
    Text,

    /// <summary>More behind the last record than padding.</summary>
    BytesBehind,
}
