using System.CommandLine;
using RpcHttpProxy.Tool.CommandLine;

namespace RpcHttpProxy.Tool.Bench;

/// <summary><c>rpchttp bench call</c>: how long calls take.</summary>
internal sealed class BenchCallCommand : BenchWorkCommand
{
    private readonly Option<int> _count = new("--count") { Description = "Calls a round.", HelpName = "N", DefaultValueFactory = _ => 10_000 };
    private readonly Option<int> _connections = new("--connections") { Description = "On how many connections at once.", HelpName = "N", DefaultValueFactory = _ => 1 };
    private readonly Option<long> _size = new("--size")
    {
        Description = "Octets there and back.",
        HelpName = "BYTES",
        DefaultValueFactory = _ => 256,
        CustomParser = ByteCount.Parse,
    };

    public BenchCallCommand()
        : base("call", "Calls EchoData and waits for each answer: time of a call, calls a second, stalls.",
            new Example("rpchttp bench call --inbound http://127.0.0.1:8080 --server 127.0.0.1:6001 --connections 64", "64 callers at once."))
    {
        Options.Add(_count);
        Options.Add(_connections);
        Options.Add(_size);
    }

    protected override IWork Work(ParseResult arguments) =>
        new CallWork((int)arguments.GetValue(_size), arguments.GetValue(_connections), arguments.GetValue(_count));
}
