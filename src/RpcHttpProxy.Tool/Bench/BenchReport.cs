using System.Globalization;
using System.Text.Json;

namespace RpcHttpProxy.Tool.Bench;

/// <summary>Tells what was measured.</summary>
internal static class BenchReport
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>The formats, the first one being the usual.</summary>
    public static string[] Formats { get; } = ["table", "json", "tsv"];

    /// <summary>Writes it in one of <see cref="Formats"/>.</summary>
    public static void Write(string format, IReadOnlyList<Series> all, TextWriter output)
    {
        if (format == "json")
        {
            output.WriteLine(JsonSerializer.Serialize(all, s_json));
            return;
        }

        if (format == "table")
        {
            bool hasPeer = all.Any(series => series.Peer.Count > 0);
            output.WriteLine($"{"",-40} {"ours",12}{(hasPeer ? $" {"peer",12} {"ratio",8}  {"from – to",-13}" : "")}");
        }

        foreach (Series series in all)
        {
            output.WriteLine(format == "tsv" ? Tsv(series) : Row(series));
        }
    }

    private static string Row(Series series)
    {
        string name = series.Unit.Length == 0 ? series.Name : $"{series.Name}, {series.Unit}";
        string row = string.Create(CultureInfo.InvariantCulture, $"{name,-40} {Number(Series.Median(series.Ours)),12}");
        return series.Peer.Count == 0
            ? row
            : row + string.Create(CultureInfo.InvariantCulture,
                $" {Number(Series.Median(series.Peer)),12} {Series.Median(series.Ratios),8:0.00}  {series.Ratios.Min():0.00} – {series.Ratios.Max():0.00}");
    }

    /// <summary>name, unit, medians of ours and peer, ratio's median, smallest and largest.</summary>
    private static string Tsv(Series series) => string.Join('\t', (string[])
    [
        series.Name, series.Unit, Number(Series.Median(series.Ours)),
        .. series.Peer.Count == 0
            ? (string[])["", "", "", ""]
            : [Number(Series.Median(series.Peer)), Number(Series.Median(series.Ratios)), Number(series.Ratios.Min()), Number(series.Ratios.Max())],
    ]);

    private static string Number(double value) => value.ToString(Math.Abs(value) >= 100 ? "0" : "0.###", CultureInfo.InvariantCulture);
}
