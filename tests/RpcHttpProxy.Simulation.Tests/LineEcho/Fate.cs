namespace RpcHttpProxy.Simulation.Tests.LineEcho;

/// <summary>What becomes of a session.</summary>
internal enum Fate
{
    /// <summary>All is said, then QUIT.</summary>
    Quits,

    /// <summary>All is said, then FIN.</summary>
    Finishes,

    /// <summary>The server opens OUT itself.</summary>
    Dialed,

    /// <summary>The server is to open OUT, and can't.</summary>
    NotDialed,

    /// <summary>Some is said, then nothing, for ever.</summary>
    Silent,

    /// <summary>OUT never comes.</summary>
    OnlyIn,

    /// <summary>IN never comes.</summary>
    OnlyOut,

    /// <summary>Nothing comes behind the greeting.</summary>
    NoFirstLine,

    /// <summary>A second IN names the token, too, and is refused.</summary>
    TakenTwice,

    /// <summary>The network loses one of the two.</summary>
    Dropped,

    /// <summary>The peer resets one of the two.</summary>
    Reset,

    /// <summary>A fault of ours.</summary>
    Crashes,
}
