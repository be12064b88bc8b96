using System.Text.Json;
using System.Text.Json.Nodes;

namespace RpcHttpProxy.Hosting;

/// <summary>Finds what differs between two options of one class.</summary>
internal static class SettingChanges
{
    /// <summary>The names of the settings that differ, each with its path; none of <paramref name="except"/>.</summary>
    public static IReadOnlyList<string> Between<T>(string section, T before, T after, params IReadOnlyCollection<string> except) =>
        [.. Between(section, JsonSerializer.SerializeToNode(before)!, JsonSerializer.SerializeToNode(after)!).Where(name => !except.Contains(name))];

    private static IEnumerable<string> Between(string path, JsonNode? before, JsonNode? after) => (before, after) switch
    {
        (JsonObject some, JsonObject other) => some.SelectMany(member => Between($"{path}:{member.Key}", member.Value, other[member.Key])),
        _ => JsonNode.DeepEquals(before, after) ? [] : [path],
    };
}
