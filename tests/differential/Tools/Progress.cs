using System.Globalization;
using RpcHttpProxy.Differential.Tests.Cases;

namespace RpcHttpProxy.Differential.Tests.Tools;

/// <summary>
/// A line for each case as soon as it is over, in the file that <c>RPCHTTP_PROGRESS</c> names: `dotnet test` prints nothing before the end of a
/// class, and nothing at all of one that is stopped from outside.
/// </summary>
internal static class Progress
{
    private static readonly string? s_file = Environment.GetEnvironmentVariable("RPCHTTP_PROGRESS") is { Length: > 0 } file ? file : null;

    public static void Append(Case one, TimeSpan took, string outcome)
    {
        if (s_file is null)
        {
            return;
        }

        File.AppendAllText(s_file, string.Create(CultureInfo.InvariantCulture, $"{took.TotalMilliseconds,6:0} ms  {outcome,-7}  {one.Name}\n"));
    }
}
