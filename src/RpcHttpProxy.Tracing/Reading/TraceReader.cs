namespace RpcHttpProxy.Tracing;

/// <summary>Reads trace files. A line that is torn, foreign or from a later version costs that line, never the reading.</summary>
public static class TraceReader
{
    private const string FilePattern = "*.jsonl";
    private const int FaultsToldInFull = 20;   // enough to see a pattern; the count tells the rest

    /// <summary>Reads files, and below directories every *.jsonl, in the order of their names.</summary>
    /// <param name="pathsOrDirectories">What to read; what is missing becomes a fault.</param>
    /// <param name="cookiePrefix">Keeps only events of virtual connections whose cookie begins so; null keeps all.</param>
    public static TraceReading Read(IEnumerable<string> pathsOrDirectories, string? cookiePrefix = null)
    {
        List<TraceEvent> events = [];
        List<string> faults = [];
        int unreadable = 0;

        foreach (string path in pathsOrDirectories.SelectMany(FilesOf))
        {
            try
            {
                int number = 0;
                foreach (string line in File.ReadLines(path))
                {
                    number++;
                    if (string.IsNullOrWhiteSpace(line))
                    {
                        continue;
                    }

                    if (!TraceJson.TryParse(line, out TraceEvent? traceEvent, out string? fault))
                    {
                        unreadable++;
                        Tell(faults, $"{path}:{number}: {fault}");
                    }
                    else if (TraceCookie.Matches(traceEvent.Cookie, cookiePrefix))
                    {
                        events.Add(traceEvent);
                    }
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                Tell(faults, $"{path}: {exception.Message}");
            }
        }

        return new TraceReading(events, unreadable, faults);
    }

    private static IEnumerable<string> FilesOf(string pathOrDirectory) =>
        Directory.Exists(pathOrDirectory)
            ? Directory.EnumerateFiles(pathOrDirectory, FilePattern, new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true })
                .Order(StringComparer.Ordinal)
            : [pathOrDirectory];

    private static void Tell(List<string> faults, string fault)
    {
        if (faults.Count < FaultsToldInFull)
        {
            faults.Add(fault);
        }
    }
}
