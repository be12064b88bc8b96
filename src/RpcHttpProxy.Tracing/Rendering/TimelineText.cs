using System.Globalization;

namespace RpcHttpProxy.Tracing;

/// <summary>The words the renderers share.</summary>
internal static class TimelineText
{
    private static readonly TimeSpan s_clockShiftWorthTelling = TimeSpan.FromMilliseconds(1);   // below it is the jitter of writing

    /// <summary>As the figures of 3.2.1.5.3 head their columns.</summary>
    public static string Title(string role) => role switch
    {
        TraceRoles.Client => "Client",
        TraceRoles.OutboundProxy => "Outbound Proxy",
        TraceRoles.InboundProxy => "Inbound Proxy",
        TraceRoles.Server => "Server",
        _ => role,
    };

    public static string NodeName(TraceParty party) => party.Node ?? "(no trace)";

    public static string TitleOf(TraceTimeline timeline) =>
        (timeline.Cookie.Length == 0 ? "no virtual connection named" : $"virtual connection {timeline.Cookie}")
        + timeline.Start.UtcDateTime.ToString(", yyyy-MM-dd HH:mm:ss.ffffff 'UTC'", CultureInfo.InvariantCulture);

    public static string Milliseconds(TimeSpan elapsed) => elapsed.TotalMilliseconds.ToString("0.000", CultureInfo.InvariantCulture);

    /// <summary>
    /// What stands beside a lifeline; null for what the arrows tell already. The trigger of a transition is named only when it is no PDU
    /// of the timeline.
    /// </summary>
    public static string? Note(TraceEvent e, IReadOnlySet<string> pdus) => e.Kind switch
    {
        TraceEventKind.Transition => Transition(e) + (e.Trigger is null || pdus.Contains(Plain(e.Trigger)) ? "" : $" ({e.Trigger})"),
        TraceEventKind.Timer => $"timer {e.Trigger} elapsed",
        TraceEventKind.Closed => "closed" + Reason(e),
        TraceEventKind.ChannelClosed => $"{e.Channel ?? "channel"} closed" + Reason(e),
        TraceEventKind.Sent => $"sent {e.Pdu}",
        TraceEventKind.Received => $"received {e.Pdu}",
        _ => null,
    };

    /// <summary>Names of PDUs in a form that trigger names share: CONN/B1 and CONN_B1 are one.</summary>
    public static IReadOnlySet<string> PdusOf(TraceTimeline timeline) => timeline.Messages.Select(m => Plain(m.Pdu)).ToHashSet();

    /// <summary>InboundProxy: Open_Start → B3W.</summary>
    public static string Transition(TraceEvent e) => (e.Machine is null ? "" : $"{e.Machine}: ") + $"{e.From} → {e.To}";

    public static string Reason(TraceEvent e) => e.Reason is null ? "" : $": {e.Reason}";

    /// <summary>Which clocks were moved to make the timeline fit, one text each.</summary>
    public static IEnumerable<string> ClockRemarks(TraceTimeline timeline) => timeline.ClockShifts
        .Where(shift => shift.Value.Duration() >= s_clockShiftWorthTelling)
        .OrderBy(shift => shift.Key.Rank).ThenBy(shift => shift.Key.Node, StringComparer.Ordinal)
        .Select(shift => $"clock of {shift.Key.Role} {shift.Key.Node} taken as {Milliseconds(shift.Value.Duration())} ms "
            + (shift.Value > TimeSpan.Zero ? "behind" : "ahead"));

    /// <summary>
    /// No line breaks and no control codes: names come from the wire, the output goes to terminals. In ASCII the arrow becomes "->" and
    /// anything else foreign "?".
    /// </summary>
    public static string Printable(string text, bool ascii = false)
    {
        string oneLine = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
        return ascii ? string.Concat(oneLine.Replace("→", "->", StringComparison.Ordinal).Select(c => char.IsAscii(c) ? c : '?')) : oneLine;
    }

    private static string Plain(string name) => string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
}
