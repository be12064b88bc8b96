namespace RpcHttpProxy.Hosting;

/// <summary>A certificate of ours, with its key. Its files are read again when they change.</summary>
public class CertificateOptions
{
    /// <summary>The certificate and the ones between it and its root: a PEM file, or PKCS#12 with its key.</summary>
    public string? Certificate { get; set; }

    /// <summary>The certificate's private key, PEM; may be the same file. Not for PKCS#12.</summary>
    public string? Key { get; set; }

    /// <summary>A file whose first line is the password of key or PKCS#12 file.</summary>
    public string? KeyPasswordFile { get; set; }
}
