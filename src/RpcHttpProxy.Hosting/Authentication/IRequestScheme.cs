using Microsoft.AspNetCore.Http;

namespace RpcHttpProxy.Hosting.Authentication;

/// <summary>One way to read an <c>Authorization</c> header.</summary>
internal interface IRequestScheme
{
    /// <summary>As it stands in the header.</summary>
    string Name { get; }

    /// <summary>What <c>WWW-Authenticate</c> says to ask for it.</summary>
    string Challenge { get; }

    /// <summary>Whether it is open on this connection.</summary>
    bool IsOpen(HttpContext context);

    /// <summary>Looks at the header. Throws when the request is aborted, and never else.</summary>
    ValueTask<SchemeOutcome> TryAsync(HttpContext context, AuthorizationHeader header);
}
