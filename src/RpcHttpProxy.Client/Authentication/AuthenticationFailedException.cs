namespace RpcHttpProxy.Client.Authentication;

/// <summary>A connection couldn't be authenticated, before any channel was on it. <paramref name="refusal"/> is the proxy's last word, if there was one.</summary>
internal sealed class AuthenticationFailedException(string message, ProxyRefusal? refusal = null) : Exception(message)
{
    public ProxyRefusal? Refusal { get; } = refusal;
}
