namespace RpcHttpProxy.Differential.Tests.SelfTests;

/// <summary>What a <see cref="TamperingRelay"/> does to what a role sends.</summary>
internal enum Tampering
{
    /// <summary>Nothing: the relay itself must not be a difference.</summary>
    Nothing,

    /// <summary>One bit of the last byte of each piece is another.</summary>
    FlipsABit,

    /// <summary>A byte is lost.</summary>
    DropsAByte,

    /// <summary>RST instead of FIN.</summary>
    ResetsInsteadOfFinishing,

    /// <summary>FIN instead of RST.</summary>
    FinishesInsteadOfResetting,

    /// <summary>The extended error information is cut out of the response's first line.</summary>
    DropsExtendedErrors,

    /// <summary>The Date of a response lies a day back.</summary>
    SaysYesterday,
}
