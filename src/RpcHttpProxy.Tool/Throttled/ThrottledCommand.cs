using System.CommandLine;

namespace RpcHttpProxy.Tool.Throttled;

/// <summary><c>rpchttp throttled</c>: the users and addresses that a running proxy slows down, for too many failed attempts.</summary>
internal sealed class ThrottledCommand : Command
{
    public ThrottledCommand()
        : base("throttled", "Lists and clears the users and addresses that a proxy slows down.")
    {
        Subcommands.Add(new ListThrottledCommand());
        Subcommands.Add(new ClearThrottledCommand());
    }
}
