using Microsoft.Extensions.Primitives;
using RpcHttpProxy.Edge;

namespace RpcHttpProxy.Hosting.Tests.Edge;

/// <summary>Header fields as a test writes them.</summary>
internal sealed class SentHeaders : IRequestHeaders
{
    private readonly Dictionary<string, StringValues> _fields = new(StringComparer.OrdinalIgnoreCase);

    public StringValues this[string name]
    {
        get => _fields.GetValueOrDefault(name);
        set => _fields[name] = value;
    }
}
