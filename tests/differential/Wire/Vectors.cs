using System.Collections.Concurrent;
using RpcHttpProxy.Differential.Tests.Tools;

namespace RpcHttpProxy.Differential.Tests.Wire;

/// <summary>The golden vectors of <c>specs/vectors</c>.</summary>
internal static class Vectors
{
    private static readonly ConcurrentDictionary<string, byte[]> s_read = new();

    /// <summary>All of them, by file name.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.GetFiles(Repository.PathOf("specs", "vectors"), "*.hex").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    public static byte[] Read(string name) =>
        [.. s_read.GetOrAdd(name, static file => Hex.Parse(File.ReadAllText(Repository.PathOf("specs", "vectors", file + ".hex"))))];
}
