using Microsoft.Extensions.Primitives;

namespace RpcHttpProxy.Edge;

/// <summary>The header fields of a request, by name in upper or lower case.</summary>
internal interface IRequestHeaders
{
    /// <summary>The values of all fields of that name, in the order they came; empty when there is none.</summary>
    StringValues this[string name] { get; }
}
