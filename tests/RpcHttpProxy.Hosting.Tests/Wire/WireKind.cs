using System.Security.Authentication;

namespace RpcHttpProxy.Hosting.Tests.Wire;

/// <summary>What is below HTTP.</summary>
public enum WireKind
{
    Plain,

    /// <summary>The same by way of a transport of our own, from which channels are detached.</summary>
    Detached,
    Tls12,
    Tls13,

    /// <summary>TLS over a transport of our own, whose sockets a reactor waits for.</summary>
    OwnTls12,

    /// <summary>The same with TLS 1.3.</summary>
    OwnTls13,
}

public static class WireKindExtensions
{
    /// <summary>True for one that TLS goes over.</summary>
    public static bool IsEncrypted(this WireKind wire) => wire.Versions() != SslProtocols.None;

    /// <summary>True where the transport below is ours.</summary>
    public static bool IsOwn(this WireKind wire) => wire is WireKind.Detached or WireKind.OwnTls12 or WireKind.OwnTls13;

    /// <summary>None for a plain wire.</summary>
    public static SslProtocols Versions(this WireKind wire) => wire switch
    {
        WireKind.Tls12 or WireKind.OwnTls12 => SslProtocols.Tls12,
        WireKind.Tls13 or WireKind.OwnTls13 => SslProtocols.Tls13,
        _ => SslProtocols.None,
    };
}
