using System.Security.Cryptography.X509Certificates;

namespace RpcHttpProxy.Hosting;

/// <summary>TLS of listeners: a proxy's that are <c>https://</c>, section <c>Proxy:Tls</c>; a server's, section <c>Backend:Tls</c>.</summary>
public sealed class TlsOptions : CertificateOptions
{
    /// <summary>Name of the configuration's section.</summary>
    public const string Section = "Proxy:Tls";

    /// <summary>
    /// Floor and ceiling: <c>1.2</c>, <c>1.3</c> or <c>1.2-1.3</c>. A listener can have its own: <c>https://ADDR:PORT?tls=1.2</c>.
    /// </summary>
    public string Versions { get; set; } = "1.2-1.3";

    /// <summary>
    /// The authorities that vouch for clients' certificates: a PEM file with their roots, and maybe certificates between them and clients'. Read again when
    /// it changes. Null: no client is asked for one, and a proxy's <c>/rpcwithcert/rpcproxy.dll</c>, which asks for one, is closed. A server, whose clients
    /// are proxies, takes none without one.
    /// </summary>
    public string? ClientAuthorities { get; set; }

    /// <summary>What those authorities have revoked.</summary>
    public CrlOptions ClientCrl { get; set; } = new();

    /// <summary>Which of a client certificate's names is the principal. For proxies.</summary>
    public CertificateName ClientName { get; set; } = CertificateName.Upn;

    /// <summary>Whether it is asked if a client certificate was revoked, at the places it names or in what is stored here. For proxies.</summary>
    public X509RevocationMode ClientRevocation { get; set; } = X509RevocationMode.NoCheck;
}
