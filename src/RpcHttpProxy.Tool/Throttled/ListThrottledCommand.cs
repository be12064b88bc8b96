using System.CommandLine;
using System.Globalization;
using RpcHttpProxy.Tool.CommandLine;

namespace RpcHttpProxy.Tool.Throttled;

/// <summary><c>rpchttp throttled list</c>.</summary>
internal sealed class ListThrottledCommand : ToolCommand
{
    private readonly UrlOption _admin = AdminListener.Option();

    public ListThrottledCommand()
        : base(
            "list",
            "Lists who is slowed: a line for each address, each user, and each user at an address.",
            new Example("rpchttp throttled list --admin http://127.0.0.1:9000", "Address, user, failures, seconds until the next attempt is looked at; tabs between them."))
    {
        Options.Add(_admin);
    }

    protected override async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        using var listener = new AdminListener(arguments.GetRequiredValue(_admin));
        AdminListener.Throttled throttled = await listener.ListAsync(cancellation);
        foreach (AdminListener.Entry entry in throttled.Entries)
        {
            Output(arguments).WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{entry.Address ?? "*"}\t{entry.User ?? "*"}\t{entry.Failures}\t{entry.RetryAfterSeconds:0.##}"));
        }

        if (throttled.Total > throttled.Entries.Count)
        {
            Error(arguments).WriteLine($"rpchttp: {throttled.Total - throttled.Entries.Count} more");
        }

        return ExitCodes.Done;
    }
}
