using RpcHttpProxy.Edge.Targets;
using RpcHttpProxy.Hosting.Tls;

namespace RpcHttpProxy.Hosting;

/// <summary>What is wrong with whom peers' certificates are accepted from, and with what they are shown.</summary>
internal static class TrustFaults
{
    /// <summary>Of a listener's clients.</summary>
    public static IEnumerable<string> OfClients(TlsOptions tls)
    {
        if (tls.ClientAuthorities is null && tls.ClientCrl.Files.Count > 0)
        {
            yield return "ClientCrl has no effect without ClientAuthorities: --client-ca FILE.";
        }

        foreach (string fault in Of(tls.ClientAuthorities, nameof(tls.ClientCrl), tls.ClientCrl))
        {
            yield return fault;
        }
    }

    /// <summary>Of a proxy's servers.</summary>
    public static IEnumerable<string> OfServers(ProxyOptions options)
    {
        if (!Enum.IsDefined(options.ServerTls))
        {
            yield return $"{options.ServerTls} is neither off nor on.";
        }

        CertificateOptions identity = options.ServerIdentity;
        bool isSaid = options.ServerCa is not null || options.ServerCrl.Files.Count > 0 || identity.Certificate is not null;
        if (isSaid && options.ServerTls == ServerTlsChoice.Off && !options.TargetMap.Any(IsEncrypted))
        {
            yield return "is off and no entry of TargetMap says tls://, so that ServerCa, ServerCrl and ServerIdentity have no effect: --server-tls.";
        }

        foreach (string fault in Of(options.ServerCa, nameof(options.ServerCrl), options.ServerCrl))
        {
            yield return fault;
        }

        if (identity.Certificate is null && identity.Key is not null)
        {
            yield return "a key is of no use without its certificate: --server-cert FILE.";
        }
        else if (identity.Certificate is not null && OwnCertificate.FaultOf(identity) is { } fault)
        {
            yield return $"the certificate in '{identity.Certificate}' can't be used: {fault}";
        }
    }

    private static bool IsEncrypted(string entry) => TargetMapEntry.TryParse(entry, out TargetMapEntry? parsed, out _) && parsed.IsEncrypted == true;

    private static IEnumerable<string> Of(string? authorities, string setting, CrlOptions lists)
    {
        if (authorities is not null && Authorities.FaultOf(authorities) is { } wrong)
        {
            yield return $"the authorities in '{authorities}' can't be used: {wrong}";
        }

        if (RevocationLists.FaultOf(lists) is { } fault)
        {
            yield return $"{setting}: {fault}";
        }
    }
}
