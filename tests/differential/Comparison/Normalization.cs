using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace RpcHttpProxy.Differential.Tests.Comparison;

/// <summary>
/// What two runs of the same build differ in, replaced by its name; nothing else. A time is replaced only if it is the present, a process id
/// only if it is that process's, a port or name only if it is one that this run gave out: whatever is wrong stays, and is a difference.
/// </summary>
/// <param name="Known">Texts of this run, with what to call them: ports, folders.</param>
/// <param name="ProcessId">Of the process that was spoken to.</param>
internal sealed partial record Normalization(IReadOnlyList<(string Text, string Name)> Known, int ProcessId)
{
    // EEInfo as [MS-EERR] and [MS-RPCE] 2.2.6 lay it out when the computer's name is there; see specs/vectors/extended-errors/ConnectFailed.hex.
    private const int NameTypeOffset = 28;
    private const int ProcessIdOffset = 40;
    private const int TimeStampOffset = 48;
    private const int FixedLength = 56;

    /// <summary>For answers a machine under load gives late, and for clocks that are read in whole seconds.</summary>
    private static readonly TimeSpan s_present = TimeSpan.FromMinutes(2);

    public static Normalization Nothing { get; } = new([], 0);

    public string Apply(string line)
    {
        line = DateHeader().Replace(line, one => IsPresent(one.Groups[1].Value) ? "Date: (now)" : one.Value);
        line = ExtendedErrors().Replace(line, one => one.Value.Replace(one.Groups[1].Value, Encoded(one.Groups[1].Value), StringComparison.Ordinal));
        line = PrintedTime().Replace(line, one => DateTimeOffset.TryParse(one.Value, CultureInfo.InvariantCulture, out DateTimeOffset time) && IsPresent(time) ? "(now)" : one.Value);
        line = Version().Replace(line, "+(commit)");
        foreach ((string text, string name) in Known)
        {
            line = line.Replace(text, name, StringComparison.Ordinal);
        }

        return line;
    }

    [GeneratedRegex("^Date: ([A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} GMT)(?=\\\\r\\\\n$)")]
    private static partial Regex DateHeader();

    [GeneratedRegex("EEInfo: ?([A-Za-z0-9+/]{40,}={0,2})")]
    private static partial Regex ExtendedErrors();

    /// <summary>For commands that choose cookies and tell how long they took.</summary>
    public static string WithoutCookiesAndDurations(string text) => Durations().Replace(Cookies().Replace(text, "(cookie)"), " (duration)");

    /// <summary>Whole, or the digits by which a channel is called.</summary>
    [GeneratedRegex("\\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\b|(?<=\\bClient(In|Out) )[0-9a-f]{8}\\b")]
    private static partial Regex Cookies();

    [GeneratedRegex(" +[0-9][0-9,.]* (ms|µs|s)\\b")]
    private static partial Regex Durations();

    /// <summary>As a command prints the time of extended errors.</summary>
    [GeneratedRegex("[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8}Z")]
    private static partial Regex PrintedTime();

    /// <summary>The commit behind the version, as the SDK puts it there, and the number of commits since the last tag, as MinVer does.</summary>
    [GeneratedRegex("(?<=^output: rpchttp [0-9.]+-alpha\\.0)\\.[0-9]+\\+[0-9a-f]{40}$|(?<=^output: rpchttp [0-9.]+(-alpha\\.0)?)\\+[0-9a-f]{40}$")]
    private static partial Regex Version();

    private static bool IsPresent(string date) =>
        DateTimeOffset.TryParseExact(date, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) && IsPresent(time);

    private static bool IsPresent(DateTimeOffset time) => (DateTimeOffset.UtcNow - time).Duration() < s_present;

    /// <summary>In hexadecimal, with the text that is in it behind.</summary>
    private string Encoded(string base64)
    {
        byte[] bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, bytes, out int length))
        {
            return base64;
        }

        string hex = Convert.ToHexStringLower(bytes.AsSpan(0, length));
        if (length >= FixedLength && bytes[NameTypeOffset] == 1)
        {
            long ticks = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(TimeStampOffset));
            if (ticks is > 0 and < 2_650_467_743_999_999_999 && IsPresent(DateTimeOffset.FromFileTime(ticks)))
            {
                hex = $"{hex[..(2 * TimeStampOffset)]}(now){hex[(2 * FixedLength)..]}";
            }

            if (ProcessId != 0 && BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(ProcessIdOffset)) == ProcessId)
            {
                hex = $"{hex[..(2 * ProcessIdOffset)]}(process){hex[(2 * (ProcessIdOffset + 4))..]}";
            }
        }

        IEnumerable<string> words = Words().Matches(Encoding.Latin1.GetString(bytes.AsSpan(Math.Min(FixedLength, length)..length))).Select(one => one.Value);
        return $"{hex} = {string.Join(' ', words)}";
    }

    [GeneratedRegex("[ -~]{4,}")]
    private static partial Regex Words();
}
