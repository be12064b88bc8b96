namespace RpcHttpProxy.TestKit;

/// <summary>The golden PDUs in <c>specs/vectors</c>.</summary>
public static class Vectors
{
    private static readonly string _directory = Path.Combine(RepositoryRoot.Path, "specs", "vectors");

    /// <summary>The names of all vectors, sorted: <c>CONN_A1</c>, <c>Keep_Alive</c>.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. Directory.EnumerateFiles(_directory, "*.hex")
            .Select(file => Path.GetFileNameWithoutExtension(file)!)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The bytes of one vector; throws <see cref="FileNotFoundException"/> when there is none of this name.</summary>
    public static byte[] Load(string name) => Hex.Parse(File.ReadAllText(Path.Combine(_directory, name + ".hex")));

    /// <summary>The file name of the PDU that the specification calls so: <c>IN_R1/A2</c> is <c>IN_R1_A2</c>.</summary>
    public static string NameOf(string pduName) => pduName.Replace('/', '_').Replace('-', '_').Replace(' ', '_');
}
