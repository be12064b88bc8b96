using System.CommandLine;
using RpcHttpProxy.Tool.CommandLine;

namespace RpcHttpProxy.Tool.Bench;

/// <summary><c>rpchttp bench serve</c>: the plain TCP end of the load.</summary>
internal sealed class BenchServeCommand : ToolCommand
{
    private readonly Option<string> _listen = new("--listen")
    {
        Description = "Where; port 0 takes a free one.",
        HelpName = "tcp://ADDR:PORT",
        DefaultValueFactory = _ => "tcp://127.0.0.1:7000",
    };

    public BenchServeCommand()
        : base("serve", "Answers the load over plain TCP: behind a TCP relay to compare with, or as a backend's service.",
            new Example("rpchttp bench serve --listen tcp://127.0.0.1:7000", "For --against tcp://127.0.0.1:7000 and backend --service tcp:127.0.0.1:7000."))
    {
        Options.Add(_listen);
    }

    protected override async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var server = new PlainServer(BenchWorkCommand.EndPoint(arguments.GetRequiredValue(_listen)));
        await server.RunAsync(at => Output(arguments).WriteLine($"listening on tcp://{at}"), cancellation);
        return ExitCodes.Done;
    }
}
