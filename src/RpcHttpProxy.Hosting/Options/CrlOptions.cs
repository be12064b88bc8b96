namespace RpcHttpProxy.Hosting;

/// <summary>
/// Lists of revoked certificates (RFC 5280, 5) in files. Each authority between a certificate and its root, the root included, must have one that is
/// signed by it and valid at that moment; else none of its certificates is accepted.
/// </summary>
public sealed class CrlOptions
{
    /// <summary>The files, PEM with any number of lists, or DER. Read again when they change. None: no list is asked.</summary>
    public IList<string> Files { get; set; } = [];

    /// <summary>Whether certificates of an authority that has no list in the files are accepted. A list that isn't valid any more is no missing one.</summary>
    public bool AllowMissing { get; set; }
}
