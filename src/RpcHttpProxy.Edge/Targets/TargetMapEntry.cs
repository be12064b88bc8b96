using System.Diagnostics.CodeAnalysis;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Edge.Targets;

/// <summary>One entry of the target map: <c>localhost:3388 = backend:6001</c>.</summary>
internal sealed record TargetMapEntry(RpcRequestTarget From, RpcRequestTarget To)
{
    /// <summary>Reads an entry; else <paramref name="fault"/> says what is wrong, to stand behind the entry.</summary>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out TargetMapEntry? entry, [NotNullWhen(false)] out string? fault)
    {
        entry = null;
        fault = "is not host:port = host:port.";
        string[] sides = text.Split('=');
        if (sides.Length != 2
            || !TargetText.TryParse(sides[0], out RpcRequestTarget? from)
            || !TargetText.TryParse(sides[1], out RpcRequestTarget? to))
        {
            return false;
        }

        entry = new TargetMapEntry(from, to);
        fault = null;
        return true;
    }
}
