using System.Diagnostics;
using System.Globalization;

namespace RpcHttpProxy.TestKit;

/// <summary>Wireshark's dissector as a judge of bytes that knows nothing of our code. Needs the peer <c>tshark</c>.</summary>
public static class Tshark
{
    /// <summary>The line that the packet list would show.</summary>
    public const string Info = "_ws.col.Info";

    /// <summary>Present when the dissector gave up.</summary>
    public const string Malformed = "_ws.malformed";

    private const char FieldSeparator = '|';
    private const char ValueSeparator = ';';

    private static readonly TimeSpan _timeout = TimeSpan.FromMinutes(1);

    /// <summary>What tshark finds in each PDU: the values of each field in the order of the bytes, nothing for a field it did not see.</summary>
    public static IReadOnlyList<IReadOnlyDictionary<string, string[]>> Dissect(IReadOnlyList<byte[]> pdus, IReadOnlyList<string> fields)
    {
        string capture = Path.GetTempFileName();
        try
        {
            PcapFile.Write(capture, pdus);
            string[] lines = Run(capture, fields).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            return [.. lines.Select(line => Parse(line, fields))];
        }
        finally
        {
            File.Delete(capture);
        }
    }

    /// <summary>A number that tshark prints as decimal or as 0x and hexadecimal.</summary>
    public static uint Number(string text) =>
        text.StartsWith("0x", StringComparison.Ordinal)
            ? uint.Parse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
            : uint.Parse(text, CultureInfo.InvariantCulture);

    private static string Run(string capture, IReadOnlyList<string> fields)
    {
        string[] arguments =
        [
            "-n", "-r", capture, "-d", $"tcp.port=={PcapFile.ServerPort},dcerpc", "-T", "fields",
            "-E", $"separator={FieldSeparator}", "-E", "occurrence=a", "-E", $"aggregator={ValueSeparator}",
            .. fields.SelectMany(field => new[] { "-e", field }),
        ];
        using Process process = Process.Start(new ProcessStartInfo("tshark", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(_timeout))
        {
            process.Kill();
            throw new TimeoutException("tshark did not end.");
        }

        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"tshark: {errors.GetAwaiter().GetResult()}");
        }

        return output.GetAwaiter().GetResult();
    }

    private static Dictionary<string, string[]> Parse(string line, IReadOnlyList<string> fields)
    {
        string[] values = line.Split(FieldSeparator);
        return fields.Zip(values)
            .Where(field => field.Second.Length > 0)
            .ToDictionary(field => field.First, field => field.Second.Split(ValueSeparator));
    }
}
