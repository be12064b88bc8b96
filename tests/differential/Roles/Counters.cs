using System.Net;
using System.Text.Json;

namespace RpcHttpProxy.Differential.Tests.Roles;

/// <summary>What <c>/counters</c> of a process says, as flat names with numbers.</summary>
internal sealed class Counters(IPEndPoint admin) : IDisposable
{
    /// <summary>What a role holds at the moment; all of it is 0 when everything is over.</summary>
    private static readonly string[] s_held = ["rows", "halfOpen", "liveChannels", "runningTimers", "queuedBytes"];

    private readonly HttpClient _http = new() { Timeout = Tools.Patience.Limit };
    private readonly Uri _url = new($"http://{admin}/counters");

    /// <summary>What has been counted by now, and what is held.</summary>
    public async Task<CounterReading> ReadAsync()
    {
        using JsonDocument document = JsonDocument.Parse(await _http.GetStringAsync(_url));
        var counted = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var held = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (JsonElement role in document.RootElement.GetProperty("roles").EnumerateArray())
        {
            Flatten(role, role.GetProperty("role").GetString()!, counted, held);
        }

        foreach (string section in (string[])["limits", "authentication"])
        {
            if (document.RootElement.TryGetProperty(section, out JsonElement element) && element.ValueKind == JsonValueKind.Object)
            {
                Flatten(element, section, counted, held);
            }
        }

        return new CounterReading(counted, held);
    }

    /// <summary>The states that connections are in.</summary>
    public async Task<IReadOnlyCollection<string>> StatesAsync()
    {
        using JsonDocument document = JsonDocument.Parse(await _http.GetStringAsync(_url));
        return [.. document.RootElement.GetProperty("roles").EnumerateArray().SelectMany(role => role.GetProperty("byState").EnumerateObject().Select(state => state.Name))];
    }

    public void Dispose() => _http.Dispose();

    private static void Flatten(JsonElement element, string name, SortedDictionary<string, long> counted, SortedDictionary<string, long> held)
    {
        foreach (JsonProperty property in element.EnumerateObject())
        {
            string path = $"{name}.{property.Name}";
            if (property.Value.ValueKind == JsonValueKind.Object && property.Name != "byState")
            {
                Flatten(property.Value, path, counted, held);
            }
            else if (property.Value.ValueKind == JsonValueKind.Number)
            {
                (s_held.Contains(property.Name) || property.Name == "bufferedBytes" ? held : counted)[path] = property.Value.GetInt64();
            }
        }
    }
}
