using System.Globalization;

namespace RpcHttpProxy.Tool.CommandLine;

/// <summary>Numbers as people read them.</summary>
internal static class Text
{
    /// <summary>Three digits or so: <c>0.84 ms</c>, <c>12.3 ms</c>, <c>1.50 s</c>.</summary>
    public static string Of(TimeSpan span) => span.TotalMilliseconds switch
    {
        >= 1000 => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.00} s"),
        >= 10 => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds:0.0} ms"),
        var few => string.Create(CultureInfo.InvariantCulture, $"{few:0.00} ms"),
    };

    /// <summary><c>60,000 bytes</c></summary>
    public static string Bytes(long count) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? "byte" : "bytes")}");

    /// <summary><c>113.2 MB/s</c>: megabytes of 10^6 bytes, as networks are measured.</summary>
    public static string Rate(long bytes, TimeSpan span) =>
        string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6 / Math.Max(span.TotalSeconds, 1e-9):0.0} MB/s");
}
