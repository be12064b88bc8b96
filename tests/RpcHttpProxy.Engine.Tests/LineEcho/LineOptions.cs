namespace RpcHttpProxy.Engine.Tests.LineEcho;

/// <summary>What a <see cref="LineServer"/> is told.</summary>
internal sealed record LineOptions
{
    /// <summary>How long a link may take for its first line.</summary>
    public TimeSpan FirstLineTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a session may have one link only.</summary>
    public TimeSpan JoinTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long nothing may be said.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the last bytes of a link that is over may take.</summary>
    public TimeSpan LingerTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest line in bytes, its end included.</summary>
    public int MaxLine { get; init; } = 256;

    /// <summary>Bytes that may wait for one link before IN is no longer read.</summary>
    public int MaxWaitingBytes { get; init; } = 4_096;

    /// <summary>Bytes that may wait in all; 0 for any number.</summary>
    public long Budget { get; init; }
}
