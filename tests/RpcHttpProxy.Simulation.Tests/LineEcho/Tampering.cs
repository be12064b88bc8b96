namespace RpcHttpProxy.Simulation.Tests.LineEcho;

/// <summary>A fault that is planted on the wires, to show that it is found.</summary>
internal enum Tampering
{
    None,

    /// <summary>A line is lost.</summary>
    Lost,

    /// <summary>A line goes twice.</summary>
    Doubled,

    /// <summary>A line goes where another session's belongs.</summary>
    Mixed,

    /// <summary>Two lines change places.</summary>
    Swapped,
}
