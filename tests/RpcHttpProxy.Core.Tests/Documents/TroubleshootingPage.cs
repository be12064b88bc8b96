using System.Text;

namespace RpcHttpProxy.Core.Tests.Documents;

/// <summary><c>specs/troubleshooting.md</c>, made from <see cref="Troubleshooting"/>.</summary>
internal static class TroubleshootingPage
{
    public const string Path = "specs/troubleshooting.md";

    /// <summary>Set to 1, the test writes the page instead of only comparing it.</summary>
    public const string UpdateVariable = "RPCHTTP_UPDATE_PAGES";

    private const string Introduction =
        $"""
        # Troubleshooting

        <!-- Made from {Troubleshooting.Path}: edit that, then run
             {UpdateVariable}=1 dotnet test tests/RpcHttpProxy.Core.Tests --filter TroubleshootingTests -->

        Find what you see in the first column. Words such as `TargetDenied` are close reasons: a connection has exactly one, and it is the same word in log, trace and
        `/counters`. *Log* names the events to look for, which stand in brackets in each line; some are at Debug (`--log-level Debug`). Counters are those of [`/counters`](operations.md#health-and-counters),
        settings those of [settings](settings.md).

        With each `503 RPC Error` goes the reason, as extended error information ([MS-EERR]) in reason phrase and body. `rpchttp` shows what any proxy tells that way:

        ```text
        RPC error: 6ba RPC_S_SERVER_UNAVAILABLE
          outbound proxy, 2026-11-20 17:56:20Z: RPC over HTTP proxy, connecting to the server: 6ba RPC_S_SERVER_UNAVAILABLE, "ServerUnreachable", "127.0.0.1:1"
        ```

        By default it says nothing about the proxy's machine; `Proxy:ErrorInformation` has it say more, or nothing at all.

        """;

    private const string Links =
        """

        [MS-EERR]: https://learn.microsoft.com/openspecs/windows_protocols/ms-eerr/

        """;

    public static string Render(IEnumerable<Troubleshooting> sections)
    {
        var page = new StringBuilder(Introduction);
        foreach (Troubleshooting section in sections)
        {
            // Where the symptom is the event itself, the column would say everything twice.
            bool hasLog = section.Rows.Any(row => row.LogEvents.Length > 0 && InCode(row.LogEvents) != row.Symptom);
            page.Append($"\n## {section.Title}\n\n| {section.Symptom} | what happened | where to look |{(hasLog ? " log |" : "")}\n");
            page.Append($"|---|---|---|{(hasLog ? "---|" : "")}\n");
            foreach (TroubleshootingRow row in section.Rows)
            {
                page.Append($"| {row.Symptom} | {What(row)} | {Where(row)} |{(hasLog ? $" {InCode(row.LogEvents)} |" : "")}\n");
            }
        }

        return page.Append(Links).ToString();
    }

    private static string What(TroubleshootingRow row)
    {
        string reasons = InCode(row.CloseReasons);
        return reasons.Length == 0 || reasons == row.Symptom ? row.Cause : $"{row.Cause}: {reasons}";
    }

    private static string Where(TroubleshootingRow row) => string.Join(
        "; ", new[] { row.Advice, InCode([.. row.Options, .. row.Settings, .. row.Counters]) }.Where(part => part.Length > 0));

    private static string InCode(IEnumerable<string> words) => string.Join(", ", words.Select(word => $"`{word}`"));
}
