using System.CommandLine;
using System.Globalization;
using RpcHttpProxy.Tool.CommandLine;

namespace RpcHttpProxy.Tool.Bench;

/// <summary><c>rpchttp bench idle</c>: what connections cost that do nothing.</summary>
internal sealed class BenchIdleCommand : BenchWorkCommand
{
    private readonly Option<int> _connections = new("--connections") { Description = "How many are held.", HelpName = "N", DefaultValueFactory = _ => 1000 };
    private readonly Option<int[]> _then = new("--then") { Description = "Then more, up to N; may be given several times.", HelpName = "N" };
    private readonly Option<int> _hold = new("--hold") { Description = "How long their processes' CPU is watched.", HelpName = "S", DefaultValueFactory = _ => 5 };
    private readonly Option<int> _calls = new("--calls") { Description = "Calls of 256 octets on one more connection among them.", HelpName = "N" };
    private readonly Option<string[]> _processes = new("--process")
    {
        Description = "A process whose memory (RssAnon) and CPU are reported; may be given several times.",
        HelpName = "NAME=PID",
    };

    public BenchIdleCommand()
        : base("idle", "Holds virtual connections that do nothing: memory and CPU of each process.",
            new Example("rpchttp bench idle --inbound http://127.0.0.1:8080 --server 127.0.0.1:6001 --rounds 1 --warm-up 0 --process proxy=4711", "What 1,000 cost."))
    {
        foreach (Option option in new Option[] { _connections, _then, _hold, _calls, _processes })
        {
            Options.Add(option);
        }
    }

    protected override IWork Work(ParseResult arguments) => new IdleWork(
        [arguments.GetValue(_connections), .. arguments.GetValue(_then) ?? []],
        TimeSpan.FromSeconds(arguments.GetValue(_hold)),
        [.. (arguments.GetValue(_processes) ?? []).Select(Process)],
        arguments.GetValue(_calls));

    private static RoleProcess Process(string text) =>
        text.Split('=') is [var name, var id] && int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out int pid)
            ? new RoleProcess(name, pid)
            : throw new UsageException($"\"{text}\" is no NAME=PID");
}
