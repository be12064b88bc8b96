namespace RpcHttpProxy.Hosting;

/// <summary>A name in a certificate, which must have exactly one of that kind.</summary>
public enum CertificateName
{
    /// <summary>The user principal name among the alternative names, as <c>alice@lab.example</c>: Windows' own.</summary>
    Upn,

    /// <summary>The subject's common name.</summary>
    CommonName,

    /// <summary>The whole subject, as <c>CN=alice, O=Lab</c>.</summary>
    Subject,

    /// <summary>The e-mail address, among the alternative names or in the subject.</summary>
    Email,
}
