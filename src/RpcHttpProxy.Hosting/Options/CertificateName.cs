namespace RpcHttpProxy.Hosting;

/// <summary>A name in a certificate.</summary>
public enum CertificateName
{
    /// <summary>The user principal name among the alternative names, as <c>alice@lab.example</c>: Windows' own.</summary>
    Upn,

    /// <summary>The subject's common name.</summary>
    CommonName,

    /// <summary>The whole subject, as <c>CN=alice, O=Lab</c>.</summary>
    Subject,

    /// <summary>The first e-mail address.</summary>
    Email,
}
