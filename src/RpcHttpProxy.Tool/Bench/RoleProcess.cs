using System.Diagnostics;
using System.Globalization;

namespace RpcHttpProxy.Tool.Bench;

/// <summary>A process whose needs are watched, on Linux.</summary>
internal sealed class RoleProcess(string name, int id)
{
    public string Name => name;

    /// <summary>RssAnon: memory of its own that is in RAM, in bytes (proc(5)).</summary>
    public long AnonymousBytes
    {
        get
        {
            string line = File.ReadLines($"/proc/{id}/status").First(line => line.StartsWith("RssAnon:", StringComparison.Ordinal));
            return long.Parse(line.AsSpan("RssAnon:".Length, line.Length - "RssAnon:".Length - " kB".Length), NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture) * 1024;
        }
    }

    /// <summary>Processor time it has taken so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            using var process = Process.GetProcessById(id);
            return process.TotalProcessorTime;
        }
    }
}
