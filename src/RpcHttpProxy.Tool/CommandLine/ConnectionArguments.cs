using System.CommandLine;
using RpcHttpProxy.Client;
using RpcHttpProxy.Tracing;

namespace RpcHttpProxy.Tool.CommandLine;

/// <summary>The options by which a command says where a virtual connection leads.</summary>
internal sealed class ConnectionArguments
{
    private readonly UrlOption _inbound = UrlOption.OfRpcProxy("--inbound", "The inbound proxy, http://HOST:PORT.");
    private readonly UrlOption _outbound = UrlOption.OfRpcProxy("--outbound", "The outbound proxy; the inbound one when left out.");

    private readonly Option<string> _server = new("--server")
    {
        Description = "The RPC server, as the proxies are to reach it.",
        HelpName = "HOST:PORT",
        Required = true,
    };

    private readonly Option<uint> _window = new("--window")
    {
        Description = "ReceiveWindowSize in bytes, 8192 to 262144.",
        HelpName = "BYTES",
        DefaultValueFactory = _ => 65_536,
    };

    private readonly Option<DirectoryInfo?> _trace = new("--trace")
    {
        Description = "Write the client's side of the story there, for `rpchttp trace`.",
        HelpName = "DIR",
    };

    private readonly Option<string> _node = new("--node")
    {
        Description = "Name of this process in the trace.",
        HelpName = "NAME",
        DefaultValueFactory = _ => "client",
    };

    public ConnectionArguments(Command command)
    {
        _inbound.Required = true;
        foreach (Option option in new Option[] { _inbound, _outbound, _server, _window, _trace, _node })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Puts the options together. Throws <see cref="UsageException"/> with every fault.</summary>
    public RpcHttpConnectionOptions Read(ParseResult arguments, ITraceSink trace)
    {
        Uri inbound = arguments.GetRequiredValue(_inbound);
        RpcHttpConnectionOptions options = new()
        {
            InboundProxy = inbound,
            OutboundProxy = arguments.GetValue(_outbound) ?? inbound,
            Server = arguments.GetRequiredValue(_server),
            ReceiveWindowSize = arguments.GetValue(_window),
            Node = arguments.GetRequiredValue(_node),
            Trace = trace,
        };

        IReadOnlyList<string> faults = options.Faults();
        return faults.Count == 0 ? options : throw new UsageException(string.Join(Environment.NewLine + "rpchttp: ", faults));
    }

    /// <summary>The trace file, or null without --trace. The caller disposes it, which writes what waits.</summary>
    public FileTraceSink? OpenTrace(ParseResult arguments) => arguments.GetValue(_trace) is { } directory
        ? new FileTraceSink(
            directory.FullName,
            TraceRoles.Client,
            arguments.GetRequiredValue(_node),
            TimeProvider.System,
            fault => arguments.InvocationConfiguration.Error.WriteLine($"rpchttp: the trace can't be written: {fault}"))
        : null;
}
