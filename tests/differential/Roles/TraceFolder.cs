using System.Text;
using System.Text.Json;

namespace RpcHttpProxy.Differential.Tests.Roles;

/// <summary>What a process has traced since the last case: how channels and connections ended, and why.</summary>
internal sealed class TraceFolder(string folder)
{
    private readonly Dictionary<string, long> _read = [];
    private readonly List<(string Kind, string Line)> _events = [];

    /// <summary>Whether so many connections have ended, and none that began hasn't.</summary>
    public bool HasEnded(long connections) => Count("closed") >= connections && Count("opened") == Count("closed");

    /// <summary>Sorted: channels that end together end in any order.</summary>
    public IEnumerable<string> Lines => _events.Where(one => one.Line.Length > 0).Select(one => one.Line).Order(StringComparer.Ordinal);

    public void Forget() => _events.Clear();

    /// <summary>Reads what has been written meanwhile.</summary>
    public void Read()
    {
        foreach (string file in Directory.EnumerateFiles(folder, "*.jsonl"))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            stream.Position = _read.GetValueOrDefault(file);
            byte[] bytes = new byte[stream.Length - stream.Position];
            stream.ReadExactly(bytes);
            int whole = bytes.AsSpan().LastIndexOf((byte)'\n') + 1;     // the last line may still be under way
            _read[file] = _read.GetValueOrDefault(file) + whole;
            foreach (string line in Encoding.UTF8.GetString(bytes, 0, whole).Split('\n', StringSplitOptions.RemoveEmptyEntries)) Add(line);
        }
    }

    private int Count(string kind) => _events.Count(one => one.Kind == kind);

    private void Add(string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        JsonElement root = document.RootElement;
        string kind = root.GetProperty("kind").GetString()!;
        string channel = root.TryGetProperty("channel", out JsonElement name) ? name.GetString()!.Split(' ')[0] : "";     // the leg, without digits of the cookie
        if (kind is "opened") _events.Add((kind, ""));
        if (kind is "closed" or "channel-closed")
        {
            string reason = root.TryGetProperty("reason", out JsonElement word) ? word.GetString()! : "(no reason)";
            _events.Add((kind, $"{root.GetProperty("role").GetString()} {kind} {channel} {reason}".Replace("  ", " ", StringComparison.Ordinal)));
        }
    }
}
