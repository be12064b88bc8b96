using System.CommandLine;
using RpcHttpProxy.Hosting.Authentication;
using RpcHttpProxy.Tool.CommandLine;

namespace RpcHttpProxy.Tool.User;

/// <summary><c>rpchttp user remove</c>.</summary>
internal sealed class RemoveUserCommand : ToolCommand
{
    private readonly Option<FileInfo> _file = UserArguments.File();
    private readonly Argument<string> _name = UserArguments.Name();

    public RemoveUserCommand()
        : base(
            "remove",
            "Removes a user. A running proxy refuses new channels within seconds; open connections end when a channel of theirs is replaced, or at once with Proxy:OnRevocation=Close.",
            new Example("rpchttp user remove --users users alice", "Alice opens no connection any more."))
    {
        Options.Add(_file);
        Arguments.Add(_name);
    }

    protected override Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        string name = arguments.GetRequiredValue(_name);
        string path = arguments.GetRequiredValue(_file).FullName;
        return Task.FromResult(UserArguments.With(() =>
        {
            UserFile.Read(path); // a file that isn't there isn't made for this
            bool wasThere = false;
            UserFile.Change(path, users => wasThere = users.Remove(name));
            return wasThere ? ExitCodes.Done : throw new FailureException($"there is no user '{name}' in {path}");
        }));
    }
}
