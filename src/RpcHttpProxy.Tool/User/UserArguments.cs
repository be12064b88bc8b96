using System.CommandLine;
using RpcHttpProxy.Tool.CommandLine;

namespace RpcHttpProxy.Tool.User;

/// <summary>What the commands about users have in common.</summary>
internal static class UserArguments
{
    public static Option<FileInfo> File() => new("--users")
    {
        Description = "The file.",
        HelpName = "FILE",
        Required = true,
    };

    public static Argument<string> Name() => new("NAME") { Description = "The user's name: alice, LAB\\alice as Windows says it, or certificate:alice for a name in certificates." };

    /// <summary>Does something with the file; what it throws for the file's sake is a failure.</summary>
    public static T With<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new FailureException(e.Message);
        }
    }
}
