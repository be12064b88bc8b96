using System.Globalization;

namespace RpcHttpProxy.Hosting.Descriptors;

/// <summary>How many descriptors this process may hold, and holds (Linux).</summary>
internal static class DescriptorLimit
{
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
}
