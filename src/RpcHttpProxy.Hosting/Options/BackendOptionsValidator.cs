using Microsoft.Extensions.Options;
using RpcHttpProxy.Hosting.Backend;
using RpcHttpProxy.Hosting.Tls;

namespace RpcHttpProxy.Hosting;

/// <summary>Lists every fault of <see cref="BackendOptions"/>.</summary>
internal sealed class BackendOptionsValidator : IValidateOptions<BackendOptions>
{
    public ValidateOptionsResult Validate(string? name, BackendOptions options)
    {
        var faults = new OptionsFaults(BackendOptions.Section);
        faults.AddAttributes(options);
        if (options.Endpoints.Count == 0)
        {
            faults.Add(nameof(options.Endpoints), "name at least one address to listen on, such as 127.0.0.1:6001.");
        }

        for (int i = 0; i < options.Endpoints.Count; i++)
        {
            BackendEndpointOptions endpoint = options.Endpoints[i];
            if (!ListenAddress.TryParse(endpoint.Listen, out _))
            {
                faults.Add($"{nameof(options.Endpoints)}:{i}:{nameof(endpoint.Listen)}",
                    $"'{endpoint.Listen}' is not ADDR:PORT, where ADDR is an IP address, localhost or *.");
            }

            if (!BackendServiceName.TryParse(endpoint.Service, out _))
            {
                faults.Add($"{nameof(options.Endpoints)}:{i}:{nameof(endpoint.Service)}", $"'{endpoint.Service}' is neither echo nor tcp:HOST:PORT.");
            }
        }

        foreach (string fault in FaultsOf(options.Tls))
        {
            faults.Add(nameof(options.Tls), fault);
        }

        return faults.ToResult();
    }

    private static IEnumerable<string> FaultsOf(TlsOptions tls)
    {
        if (!TlsVersions.TryParse(tls.Versions, out _))
        {
            yield return $"Versions '{tls.Versions}' is not {TlsVersions.Expected}.";
        }

        if (tls.ClientName != default || tls.ClientRevocation != default)
        {
            yield return "ClientName and ClientRevocation are for proxies only.";
        }

        foreach (string clientFault in TrustFaults.OfClients(tls))
        {
            yield return clientFault;
        }

        if (tls.Certificate is null && tls.ClientAuthorities is not null)
        {
            yield return "proxies show certificates in TLS only, which needs a certificate of this side, too: --cert FILE.";
        }

        if (tls.Certificate is null && tls.Key is not null)
        {
            yield return "a key is of no use without its certificate: --cert FILE.";
        }
        else if (tls.Certificate is not null && OwnCertificate.FaultOf(tls) is { } fault)
        {
            yield return $"the certificate in '{tls.Certificate}' can't be used: {fault}";
        }
    }
}
