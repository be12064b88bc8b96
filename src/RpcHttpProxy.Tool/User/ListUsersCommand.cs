using System.CommandLine;
using RpcHttpProxy.Hosting.Authentication;
using RpcHttpProxy.Tool.CommandLine;

namespace RpcHttpProxy.Tool.User;

/// <summary><c>rpchttp user list</c>.</summary>
internal sealed class ListUsersCommand : ToolCommand
{
    private readonly Option<FileInfo> _file = UserArguments.File();

    public ListUsersCommand()
        : base(
            "list",
            "Lists the users: a line for each, with the groups and whether there is a password.",
            new Example("rpchttp user list --users users", "Name, password or none, groups; tabs between them."))
    {
        Options.Add(_file);
    }

    protected override Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        UserFile users = UserArguments.With(() => UserFile.Read(arguments.GetRequiredValue(_file).FullName));
        foreach (UserEntry user in users.Users)
        {
            Output(arguments).WriteLine($"{user.Name}\t{(user.PasswordHash is null ? "no password" : "password")}\t{string.Join(',', user.Groups)}");
        }

        return Task.FromResult(ExitCodes.Done);
    }
}
