using System.CommandLine;
using RpcHttpProxy.Tool.CommandLine;

namespace RpcHttpProxy.Tool.Bench;

/// <summary><c>rpchttp bench open</c>: set-ups a second.</summary>
internal sealed class BenchOpenCommand : BenchWorkCommand
{
    private readonly Option<int> _count = new("--count") { Description = "Set-ups a round.", HelpName = "N", DefaultValueFactory = _ => 1000 };
    private readonly Option<int> _atOnce = new("--at-once") { Description = "How many at a time.", HelpName = "N", DefaultValueFactory = _ => 1 };

    public BenchOpenCommand()
        : base("open", "Opens virtual connections, up to CONN/C2, and closes them: set-ups a second.",
            new Example("rpchttp bench open --inbound http://127.0.0.1:8080 --server 127.0.0.1:6001 --at-once 32", "32 at a time."))
    {
        Options.Add(_count);
        Options.Add(_atOnce);
    }

    protected override IWork Work(ParseResult arguments) => new OpenWork(arguments.GetValue(_count), arguments.GetValue(_atOnce));
}
