using System.Security.Cryptography.X509Certificates;

namespace RpcHttpProxy.Hosting;

/// <summary>TLS of listeners: a proxy's that are <c>https://</c>, section <c>Proxy:Tls</c>; a server's, section <c>Backend:Tls</c>.</summary>
public sealed class TlsOptions
{
    /// <summary>Name of the configuration's section.</summary>
    public const string Section = "Proxy:Tls";

    /// <summary>The certificate and the ones between it and its root: a PEM file, or PKCS#12 with its key. Read again when it changes.</summary>
    public string? Certificate { get; set; }

    /// <summary>The certificate's private key, PEM; may be the same file. Not for PKCS#12.</summary>
    public string? Key { get; set; }

    /// <summary>A file whose first line is the password of key or PKCS#12 file.</summary>
    public string? KeyPasswordFile { get; set; }

    /// <summary>
    /// Floor and ceiling: <c>1.2</c>, <c>1.3</c> or <c>1.2-1.3</c>. A listener can have its own: <c>https://ADDR:PORT?tls=1.2</c>.
    /// </summary>
    public string Versions { get; set; } = "1.2-1.3";

    /// <summary>
    /// The authorities that vouch for clients' certificates, which <c>/rpcwithcert/rpcproxy.dll</c> asks for: a PEM file with their roots, and maybe
    /// certificates between them and clients'. Read again when it changes. Null: no client is asked for one, and that path is closed.
    /// </summary>
    public string? ClientAuthorities { get; set; }

    /// <summary>Which of a client certificate's names is the principal.</summary>
    public CertificateName ClientName { get; set; } = CertificateName.Upn;

    /// <summary>Whether it is asked if a client certificate was revoked, at the places it names or in what is stored here.</summary>
    public X509RevocationMode ClientRevocation { get; set; } = X509RevocationMode.NoCheck;
}
