using System.Text;
using System.Text.Json;

namespace RpcHttpProxy.Differential.Tests.Roles;

/// <summary>What a process has traced since the last case: how channels and connections ended, and why.</summary>
internal sealed class TraceFolder(string folder)
{
    private readonly Dictionary<string, long> _read = [];
    private readonly List<string> _ends = [];

    /// <summary>Connections that ended.</summary>
    public int Closed { get; private set; }

    /// <summary>Sorted: channels that end together end in any order.</summary>
    public IEnumerable<string> Lines => _ends.Order(StringComparer.Ordinal);

    public void Forget()
    {
        _ends.Clear();
        Closed = 0;
    }

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
            foreach (string line in Encoding.UTF8.GetString(bytes, 0, whole).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                Add(line);
            }
        }
    }

    private void Add(string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        JsonElement root = document.RootElement;
        string kind = root.GetProperty("kind").GetString()!;
        if (kind is not ("closed" or "channel-closed"))
        {
            return;
        }

        Closed += kind == "closed" ? 1 : 0;
        string channel = root.TryGetProperty("channel", out JsonElement name) ? " " + name.GetString()!.Split(' ')[0] : "";     // the leg, without digits of the cookie
        string reason = root.TryGetProperty("reason", out JsonElement word) ? word.GetString()! : "(no reason)";
        _ends.Add($"{root.GetProperty("role").GetString()} {kind}{channel} {reason}");
    }
}
