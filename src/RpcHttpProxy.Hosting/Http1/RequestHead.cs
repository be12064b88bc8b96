using Microsoft.Extensions.Primitives;
using RpcHttpProxy.Edge;

namespace RpcHttpProxy.Hosting.Http1;

/// <summary>A request's head as it was read off the wire: what an <see cref="EdgeRequest"/> has of it.</summary>
internal sealed class RequestHead : IRequestHeaders
{
    private readonly Dictionary<string, StringValues> _fields = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The method, as it was spelt.</summary>
    public string Method { get; set; } = "";

    /// <summary>Path and query, and how they were told.</summary>
    public RequestTarget Target { get; set; }

    /// <summary>The HTTP version.</summary>
    public RequestVersion Version { get; set; }

    /// <summary>The announced length of the body in bytes; null when it wasn't announced, or is told by Transfer-Encoding.</summary>
    public long? ContentLength { get; set; }

    /// <summary>How many fields there are.</summary>
    public int FieldCount { get; private set; }

    /// <summary>The fields' names, each once.</summary>
    public IEnumerable<string> Names => _fields.Keys;

    /// <inheritdoc/>
    public StringValues this[string name] => _fields.GetValueOrDefault(name);

    /// <summary>Gives a field that is there another value.</summary>
    public void Replace(string name, string value) => _fields[name] = value;

    /// <summary>Adds a field behind those of the same name.</summary>
    public void Add(string name, string value)
    {
        FieldCount++;
        _fields[name] = StringValues.Concat(this[name], value);
    }
}
