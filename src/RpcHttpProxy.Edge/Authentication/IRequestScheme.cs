
namespace RpcHttpProxy.Edge.Authentication;

/// <summary>One way to read an <c>Authorization</c> header.</summary>
internal interface IRequestScheme
{
    /// <summary>As it stands in the header.</summary>
    string Name { get; }

    /// <summary>What <c>WWW-Authenticate</c> says to ask for it.</summary>
    string Challenge { get; }

    /// <summary>Whether it is open on this connection.</summary>
    bool IsOpen(EdgeRequest request);

    /// <summary>Looks at the header, without blocking the caller. Throws when <paramref name="aborted"/>, and never else.</summary>
    ValueTask<SchemeOutcome> TryAsync(EdgeRequest request, AuthorizationHeader header, CancellationToken aborted);
}
