using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.Edge.Gss;
using RpcHttpProxy.Hosting.Authentication;
using RpcHttpProxy.Hosting.Tls;

namespace RpcHttpProxy.Hosting;

/// <summary>What is wrong with listeners, TLS and authentication, taken together: who can reach what, and how it is protected.</summary>
internal static class EdgeFaults
{
    /// <summary>Every fault, each with its setting.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="isStandAlone">False in somebody else's application, which may have a store of users of its own.</param>
    public static IEnumerable<(string Setting, string Fault)> Of(ProxyOptions options, bool isStandAlone)
    {
        List<ListenUrl> listeners = [];
        foreach (string text in options.Listen)
        {
            if (ListenUrl.TryParse(text, out ListenUrl? url))
            {
                listeners.Add(url);
            }
            else
            {
                yield return (nameof(options.Listen), $"'{text}' is not {ListenUrl.Expected}.");
            }
        }

        if (listeners.Exists(listener => listener.ProxyProtocol is not null) && options.TrustedProxies.Count == 0)
        {
            yield return (nameof(options.TrustedProxies), "a listener with ?proxy= needs the networks of its front ends, such as 10.0.0.5/32: nobody else may send the header.");
        }

        foreach (string fault in TlsFaults(options.Tls, listeners.Exists(listener => listener.IsEncrypted)))
        {
            yield return (nameof(options.Tls), fault);
        }

        foreach (string fault in TrustFaults.OfServers(options))
        {
            yield return (nameof(options.ServerTls), fault);
        }

        foreach (string fault in AuthenticationFaults(options.Authentication, listeners, isStandAlone))
        {
            yield return (nameof(options.Authentication), fault);
        }
    }

    private static IEnumerable<string> TlsFaults(TlsOptions tls, bool isUsed)
    {
        if (!TlsVersions.TryParse(tls.Versions, out _))
        {
            yield return $"Versions '{tls.Versions}' is not {TlsVersions.Expected}.";
        }

        if (isUsed && tls.Certificate is null)
        {
            yield return "an https listener needs a certificate: --cert FILE --key FILE.";
        }
        else if (tls.Certificate is not null && OwnCertificate.FaultOf(tls) is { } fault)
        {
            yield return $"the certificate in '{tls.Certificate}' can't be used: {fault}";
        }

        foreach (string clientFault in TrustFaults.OfClients(tls))
        {
            yield return clientFault;
        }
    }

    private static IEnumerable<string> AuthenticationFaults(
        AuthenticationOptions authentication, List<ListenUrl> listeners, bool isStandAlone)
    {
        if (authentication.Schemes.Count == 0 && listeners.Find(listener => !listener.IsLoopback) is { } open)
        {
            yield return $"other machines can reach {open.Address}, and clients are not authenticated. Say --auth basic --users FILE, "
                + "--auth ntlm or --auth negotiate; or, to serve everybody, --auth anonymous.";
        }

        bool isBasic = authentication.Schemes.Contains(AuthenticationScheme.Basic);
        if (isBasic && !authentication.AllowPlaintextBasic && listeners.Find(listener => !listener.IsLoopback && !listener.IsEncrypted) is { } plain)
        {
            yield return $"passwords would cross the network to {plain.Address} in the clear. Listen at https://, or, where a front end terminates "
                + "TLS, say --allow-plaintext-basic.";
        }

        if (isBasic && isStandAlone && authentication.UsersFile is null)
        {
            yield return "Basic needs a file of users: --users FILE, made by `rpchttp user add --users FILE NAME`.";
        }

        if (authentication.Schemes.Contains(AuthenticationScheme.Ntlm) && !GssScheme.IsNtlmThere())
        {
            yield return "the system's GSSAPI speaks no NTLM: install gss-ntlmssp (Debian's name of it).";
        }

        if (authentication.Schemes.Contains(AuthenticationScheme.Negotiate) && !GssLibrary.IsThere())
        {
            yield return "the system has no GSSAPI: install libgssapi-krb5-2 (Debian's name of it).";
        }

        bool isGss = authentication.Schemes.Any(scheme => scheme is AuthenticationScheme.Ntlm or AuthenticationScheme.Negotiate);
        if (isGss && authentication.ChannelBinding == ChannelBindingChoice.Required && isStandAlone && !listeners.Exists(listener => listener.IsEncrypted))
        {
            yield return "ChannelBinding is Required, and no listener speaks TLS that ntlm and negotiate could be bound to: listen at https://.";
        }

        if (authentication.KerberosOnly && authentication.Schemes.Contains(AuthenticationScheme.Ntlm))
        {
            yield return "KerberosOnly and the scheme ntlm exclude each other.";
        }

        if (!PasswordEncoding.IsCodePage(authentication.PasswordCodePage))
        {
            yield return $"PasswordCodePage '{authentication.PasswordCodePage}' is no code page such as {AuthenticationOptions.DefaultCodePage}.";
        }

        if (authentication.UpnSuffix is not null && authentication.DefaultDomain is null)
        {
            yield return "UpnSuffix stands for DefaultDomain, which isn't set.";
        }

        if (authentication.UsersFile is { } file && FileUserStore.FaultOf(file, authentication) is { } fault)
        {
            yield return $"the users in '{file}' can't be read: {fault}";
        }
    }
}
