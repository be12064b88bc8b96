using System.CommandLine;

namespace RpcHttpProxy.Tool.User;

/// <summary><c>rpchttp user</c>: the file of users that <c>rpchttp proxy --users</c> reads.</summary>
internal sealed class UserCommand : Command
{
    public UserCommand()
        : base("user", "Adds, removes and lists the users of a proxy.")
    {
        Subcommands.Add(new AddUserCommand());
        Subcommands.Add(new RemoveUserCommand());
        Subcommands.Add(new ListUsersCommand());
    }
}
