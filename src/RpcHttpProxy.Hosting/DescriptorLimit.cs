using System.Globalization;
using Microsoft.Extensions.Logging;

namespace RpcHttpProxy.Hosting;

/// <summary>How many descriptors this process may hold (Linux): each connection costs some, and none is left to say so when they are gone.</summary>
internal static class DescriptorLimit
{
    /* Ours: below it the limit is more likely forgotten than meant. */
    private const long FewConnections = 1_000;

    /* Ours: what the process needs for itself. */
    private const long Reserve = 100;

    private const string LimitsFile = "/proc/self/limits";
    private const string OpenDirectory = "/proc/self/fd";
    private const string LimitLine = "Max open files";

    /// <summary>The limit in force; null where the system doesn't tell.</summary>
    public static long? Current => File.Exists(LimitsFile)
        && File.ReadLines(LimitsFile).FirstOrDefault(line => line.StartsWith(LimitLine, StringComparison.Ordinal)) is { } line
        && long.TryParse(
            line[LimitLine.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], NumberStyles.None, CultureInfo.InvariantCulture, out long limit)
            ? limit
            : null;

    /// <summary>Descriptors open now; null where the system doesn't tell.</summary>
    public static int? Open => Directory.Exists(OpenDirectory) ? Directory.EnumerateFileSystemEntries(OpenDirectory).Count() : null;

    /// <summary>How many connections fit, of so many descriptors each; null where the system doesn't tell.</summary>
    public static long? ConnectionsOf(int descriptors) => Current is { } limit ? Math.Max(0, (limit - Reserve) / descriptors) : null;

    /// <summary>Says at start what the limit means.</summary>
    public static void Say(ILogger logger, int descriptorsPerConnection)
    {
        if (Current is not { } limit || ConnectionsOf(descriptorsPerConnection) is not { } connections)
        {
            return;
        }

        if (connections < FewConnections)
        {
            Log.DescriptorLimitLow(logger, limit, connections, descriptorsPerConnection);
        }
        else
        {
            Log.DescriptorLimit(logger, limit, connections, descriptorsPerConnection);
        }
    }
}
