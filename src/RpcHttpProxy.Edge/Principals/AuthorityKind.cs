namespace RpcHttpProxy.Edge.Principals;

/// <summary>Who vouches for a principal's name.</summary>
public enum AuthorityKind
{
    /// <summary>The store of users that holds Basic's passwords.</summary>
    Users,

    /// <summary>An NTLM domain or a Kerberos realm.</summary>
    Domain,

    /// <summary>A certificate authority.</summary>
    Certificate,

    /// <summary>The application that embeds the proxies.</summary>
    Application,
}
