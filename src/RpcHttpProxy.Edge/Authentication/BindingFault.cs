namespace RpcHttpProxy.Edge.Authentication;

/// <summary>Why what a client has shown isn't bound to its TLS connection.</summary>
internal enum BindingFault
{
    /// <summary>It names another certificate than this proxy's: another server, or somebody in between, has ended its TLS.</summary>
    OtherChannel,

    /// <summary>It names none, and one is required.</summary>
    NotOffered,

    /// <summary>One is required, and the connection has none: this proxy doesn't end its TLS. It wasn't looked at.</summary>
    NoChannel,
}
