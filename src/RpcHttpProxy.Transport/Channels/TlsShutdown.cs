using System.Net.Security;
using System.Reflection;

namespace RpcHttpProxy.Transport.Channels;

/// <summary>
/// Sends close_notify on a TLS connection that somebody may read meanwhile. <see cref="SslStream"/> encrypts and decrypts under one lock, but
/// <see cref="SslStream.ShutdownAsync"/> doesn't take it (.NET 10): OpenSSL's object is then used by two threads at once, and the reader gets
/// wrong bytes or an error, once in some hundred ends of a connection that is busy.
/// </summary>
public static class TlsShutdown
{
    // Null where a later runtime has no such lock: TlsShutdownTests fails then.
    private static readonly Func<SslStream, object>? s_lockOf = typeof(SslStream)
        .GetProperty("_handshakeLock", BindingFlags.Instance | BindingFlags.NonPublic)?.GetMethod?.CreateDelegate<Func<SslStream, object>>();

    /// <summary>As <see cref="SslStream.ShutdownAsync"/>, but never while the same stream encrypts or decrypts.</summary>
    public static Task ShutdownExclusivelyAsync(this SslStream stream)
    {
        lock (s_lockOf?.Invoke(stream) ?? stream)
        {
            return stream.ShutdownAsync(); // OpenSSL has done its part when this returns; what is awaited is the writing below.
        }
    }
}
