using System.Globalization;
using RpcHttpProxy.Core;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Client;

/// <summary>Error records ([MS-EERR]) in words.</summary>
public static class ExtendedErrorText
{
    /// <summary>
    /// One line: node, process, time, generating component, detection location, status, parameters. Nothing in it that a terminal obeys,
    /// whatever the record says.
    /// </summary>
    public static string Format(ExtendedErrorInfo record)
    {
        string process = record.ProcessID == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" process {record.ProcessID}");
        string time = record.Time is { } known ? known.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) : "at no known time";
        string status = string.Create(CultureInfo.InvariantCulture, $"{record.Status:x} {Win32RpcError.Name(record.Status)}");
        string missing = record.Flags == ExtendedErrorFlags.None ? "" : $" ({record.Flags})";
        string text = $"{record.ComputerName ?? "a node without a name"}{process}, {time}: "
            + $"{GeneratingComponents.Name(record.GeneratingComponent)}, {Location(record)}: {status}{missing}"
            + string.Concat(record.Params.Select(parameter => $", {parameter}"));
        return string.Concat(text.Select(c => IsShown(c) ? c : '.'));
    }

    /// <summary>The detection location's name where its component is known: our close reasons, the well-known one of [MS-EERR] 2.2.3.</summary>
    private static string Location(ExtendedErrorInfo record) => (record.GeneratingComponent, record.DetectionLocation) switch
    {
        (GeneratingComponents.Ours, var reason) when Enum.IsDefined((CloseReason)reason) => ((CloseReason)reason).ToString(),
        (GeneratingComponents.RpcOverHttpProxy, GeneratingComponents.ConnectFailed) => "connecting to the server",
        (_, var location) => string.Create(CultureInfo.InvariantCulture, $"location {location}"),
    };

    private static bool IsShown(char c) => char.GetUnicodeCategory(c) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
