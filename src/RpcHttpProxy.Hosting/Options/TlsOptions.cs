namespace RpcHttpProxy.Hosting;

/// <summary>TLS of the listeners that are <c>https://</c>; section <c>Proxy:Tls</c> of the configuration.</summary>
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
}
