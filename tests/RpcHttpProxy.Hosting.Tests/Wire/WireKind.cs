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
}

public static class WireKindExtensions
{
    /// <summary>True for one that TLS goes over.</summary>
    public static bool IsEncrypted(this WireKind wire) => wire.Versions() != SslProtocols.None;

    /// <summary>None for a plain wire.</summary>
    public static SslProtocols Versions(this WireKind wire) => wire switch
    {
        WireKind.Tls12 => SslProtocols.Tls12,
        WireKind.Tls13 => SslProtocols.Tls13,
        _ => SslProtocols.None,
    };
}
