using System.Net;

namespace RpcHttpProxy.Client;

/// <summary>Gives HttpClient credentials for the one scheme they are meant for: a password for NTLM must never go out in Basic, nor Basic in the clear.</summary>
internal sealed class SchemeCredentials(ProxyCredentials credentials) : ICredentials
{
    public NetworkCredential? GetCredential(Uri uri, string authType)
    {
        bool isMeant = authType.Equals(credentials.SchemeName, StringComparison.OrdinalIgnoreCase);
        bool isOverheard = uri.Scheme != Uri.UriSchemeHttps && !uri.IsLoopback;
        return isMeant && !(isOverheard && credentials.Scheme == ProxyAuthentication.Basic) ? credentials.ToNetworkCredential() : null;
    }
}
