using System.CommandLine;

namespace RpcHttpProxy.Tool.Bench;

/// <summary><c>rpchttp bench</c>: load and figures.</summary>
internal sealed class BenchCommand : Command
{
    public BenchCommand()
        : base("bench", "Puts load on proxies and backend, beside plain TCP relays with the same PDUs, and reports rates and times.")
    {
        Subcommands.Add(new BenchOpenCommand());
        Subcommands.Add(new BenchCallCommand());
        Subcommands.Add(new BenchStreamCommand());
        Subcommands.Add(new BenchIdleCommand());
        Subcommands.Add(new BenchServeCommand());
    }
}
