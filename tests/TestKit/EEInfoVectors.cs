namespace RpcHttpProxy.TestKit;

/// <summary>The golden extended errors in <c>specs/vectors/extended-errors</c>.</summary>
public static class EEInfoVectors
{
    private static readonly string _directory = Path.Combine(RepositoryRoot.Path, "specs", "vectors", "extended-errors");

    /// <summary>The names of all vectors, sorted.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. Directory.EnumerateFiles(_directory, "*.hex")
            .Select(file => Path.GetFileNameWithoutExtension(file)!)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The bytes of one vector; throws <see cref="FileNotFoundException"/> when there is none of this name.</summary>
    public static byte[] Load(string name) => Hex.Parse(File.ReadAllText(Path.Combine(_directory, name + ".hex")));
}
