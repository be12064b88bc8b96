namespace RpcHttpProxy.Client;

/// <summary>A proxy doesn't take the client for who it says it is, or this client can't say it in the way the proxy asks for.</summary>
public sealed class RpcHttpAuthenticationException : RpcHttpException
{
    internal RpcHttpAuthenticationException(string message, IReadOnlyList<string> offeredSchemes, ProxyRefusal? refusal, Exception? inner)
        : base(message, refusal, inner) => OfferedSchemes = offeredSchemes;

    /// <summary>The schemes of the proxy's last 401, as it wrote them; empty when there was none.</summary>
    public IReadOnlyList<string> OfferedSchemes { get; }

    /// <summary>For a 401: what the proxy said, and as whom the client had come.</summary>
    internal static RpcHttpAuthenticationException From(string message, ProxyRefusal refusal, ProxyCredentials? credentials, Exception? inner) => new(
        $"{message}; the client came {(credentials is null ? "without credentials" : $"with {credentials}")}", refusal.OfferedSchemes, refusal, inner);
}
