using System.CommandLine;
using RpcHttpProxy.Tool.CommandLine;

namespace RpcHttpProxy.Tool.Throttled;

/// <summary><c>rpchttp throttled clear</c>.</summary>
internal sealed class ClearThrottledCommand : ToolCommand
{
    private readonly UrlOption _admin = AdminListener.Option();

    private readonly Option<string?> _address = new("--address")
    {
        Description = "What failed at this address, or in this IPv6 network of 64 bits.",
        HelpName = "ADDRESS",
    };

    private readonly Option<string?> _user = new("--user") { Description = "What failed in this user's name.", HelpName = "NAME" };

    private readonly Option<bool> _all = new("--all") { Description = "Everything." };

    public ClearThrottledCommand()
        : base(
            "clear",
            "Has a proxy forget failed attempts, so that the next one is looked at without delay. The proxy's audit log has a line for it.",
            new Example("rpchttp throttled clear --admin http://127.0.0.1:9000 --user alice", "Alice is slowed by what fails from now on; her address may still be."),
            new Example("rpchttp throttled clear --admin http://127.0.0.1:9000 --address 192.0.2.7", "So is everybody at that address."))
    {
        Options.Add(_admin);
        Options.Add(_address);
        Options.Add(_user);
        Options.Add(_all);
    }

    protected override async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        string? address = arguments.GetValue(_address), user = arguments.GetValue(_user);
        if (arguments.GetValue(_all) == (address is not null || user is not null))
        {
            throw new UsageException("either --address, --user or both are expected, or --all");
        }

        using var listener = new AdminListener(arguments.GetRequiredValue(_admin));
        Output(arguments).WriteLine($"{await listener.ClearAsync(address, user, cancellation)} cleared");
        return ExitCodes.Done;
    }
}
