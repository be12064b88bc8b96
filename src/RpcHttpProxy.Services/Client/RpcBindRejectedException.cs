namespace RpcHttpProxy.Services;

/// <summary>The server rejected the interface, its transfer syntax, or the whole bind.</summary>
public sealed class RpcBindRejectedException(RpcSyntaxId syntax, string rejection)
    : RpcException($"The server rejected {syntax}: {rejection}.")
{
    /// <summary>The specification's names of result and reason, such as "provider_rejection: abstract_syntax_not_supported".</summary>
    public string Rejection { get; } = rejection;
}
