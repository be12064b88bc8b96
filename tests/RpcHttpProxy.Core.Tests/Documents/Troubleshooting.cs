using System.Text.Json;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Core.Tests.Documents;

/// <summary>The rows of <c>troubleshooting.json</c>, the one place where it is written what a symptom means and what to do about it.</summary>
/// <param name="Title">A heading of the page.</param>
/// <param name="Symptom">The heading of the first column.</param>
/// <param name="Rows">In the page's order.</param>
internal sealed record Troubleshooting(string Title, string Symptom, TroubleshootingRow[] Rows)
{
    public const string Path = "src/RpcHttpProxy.Tool/Troubleshooting/troubleshooting.json";

    private static readonly JsonSerializerOptions s_json =
        new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow };

    /// <summary>All sections, in the page's order.</summary>
    public static Troubleshooting[] Read() => JsonSerializer.Deserialize<Troubleshooting[]>(
        File.ReadAllText(System.IO.Path.Combine(RepositoryRoot.Path, Path)), s_json)!;
}

/// <summary>One symptom.</summary>
/// <param name="Symptom">What somebody sees, in Markdown.</param>
/// <param name="Cause">What happened.</param>
/// <param name="Advice">Where to look or what to do; may be empty.</param>
internal sealed record TroubleshootingRow(string Symptom, string Cause, string Advice)
{
    /// <summary>HTTP status codes by which a client sees it.</summary>
    public int[] Statuses { get; init; } = [];

    /// <summary>The RPC error in a 503, in hexadecimal.</summary>
    public string? RpcError { get; init; }

    /// <summary>The words of <see cref="CloseReason"/> that go with it.</summary>
    public string[] CloseReasons { get; init; } = [];

    /// <summary>Names of the log events that tell it.</summary>
    public string[] LogEvents { get; init; } = [];

    /// <summary>With what <c>rpchttp</c> ends.</summary>
    public int[] ExitCodes { get; init; } = [];

    /// <summary>Command-line options that have to do with it.</summary>
    public string[] Options { get; init; } = [];

    /// <summary>Settings, by the last word of their names.</summary>
    public string[] Settings { get; init; } = [];

    /// <summary>Fields of <c>/counters</c>.</summary>
    public string[] Counters { get; init; } = [];
}
