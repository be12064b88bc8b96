using Microsoft.Extensions.Logging;
using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.Hosting.Tls;

namespace RpcHttpProxy.Hosting.Proxy;

/// <summary>Says at start where NTLM and Negotiate can't be bound to a client's TLS connection.</summary>
internal static class UnboundListeners
{
    /// <summary>Logs what operators should know of their settings; nothing where binding is off, or nothing stands in its way.</summary>
    public static void Warn(ILogger logger, ProxyOptions options)
    {
        AuthenticationOptions authentication = options.Authentication;
        if (authentication.ChannelBinding == ChannelBindingChoice.Off
            || !authentication.Schemes.Any(scheme => scheme is AuthenticationScheme.Ntlm or AuthenticationScheme.Negotiate))
        {
            return;
        }

        string[] plain = [.. options.Listen.Where(text => ListenUrl.TryParse(text, out ListenUrl? url) && !url.IsEncrypted)];
        if (plain.Length > 0 && authentication.ChannelBinding == ChannelBindingChoice.Required)
        {
            Log.ListenersUnbound(logger, string.Join(", ", plain));
        }

        if (options.TrustedProxies.Count > 0)
        {
            Log.FrontEndsUnbound(logger, authentication.ChannelBinding, string.Join(", ", options.TrustedProxies));
        }
    }
}
