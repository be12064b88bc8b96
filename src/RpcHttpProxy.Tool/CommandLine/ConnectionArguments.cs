using System.CommandLine;
using RpcHttpProxy.Client;
using RpcHttpProxy.Tracing;

namespace RpcHttpProxy.Tool.CommandLine;

/// <summary>The options by which a command says where a virtual connection leads.</summary>
internal sealed class ConnectionArguments
{
    /// <summary>For the help of both commands.</summary>
    public const string About = """
        A channel carries as many bytes as its lifetime says and is then replaced by a successor, while the connection goes on. Each new
        channel takes the next of the proxies given for it, and behind the last the first again: --inbound A --inbound B goes to the other
        node each time (IN_R1), --inbound A --inbound A --inbound B --inbound B to the same and to the other in turn (IN_R2, IN_R1).
        --outbound does the same for OUT channels; their lifetime is the outbound proxy's --channel-lifetime.
        """;

    private readonly UrlListOption _inbound = new("--inbound", "The inbound proxy, http[s]://HOST:PORT; given more than once, the successors' ones.");
    private readonly UrlListOption _outbound = new("--outbound", "The outbound proxy, in the same way; the inbound ones when left out.");

    private readonly AccessArguments _access;

    private readonly Option<string> _server = new("--server")
    {
        Description = "The RPC server, as the proxies are to reach it.",
        HelpName = "HOST:PORT",
        Required = true,
    };

    private readonly Option<uint?> _window = new("--receive-window", "--window")
    {
        Description = "ReceiveWindowSize of the OUT channel, 8k to 256k.",
        HelpName = "BYTES",
        CustomParser = ByteCount.ParseUInt32,
    };

    private readonly Option<uint?> _lifetime = new("--channel-lifetime")
    {
        Description = "ChannelLifetime of each IN channel, 128k to 2G; 1G when left out.",
        HelpName = "BYTES",
        CustomParser = ByteCount.ParseUInt32,
    };

    private readonly Option<uint?> _keepAlive = new("--keep-alive")
    {
        Description = "KeepAlive interval: after half of it without another PDU a Ping goes on the IN channel. 0 or at least 1000.",
        HelpName = "MS",
    };

    private readonly Option<DirectoryInfo?> _trace = new("--trace")
    {
        Description = "Write the client's trace there, for `rpchttp trace`.",
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
        foreach (Option option in new Option[] { _inbound, _outbound, _server, _window, _lifetime, _keepAlive, _trace, _node })
        {
            command.Options.Add(option);
        }

        _access = new AccessArguments(command);
    }

    /// <summary>Puts the options together. Throws <see cref="UsageException"/> with every fault.</summary>
    public RpcHttpConnectionOptions Read(ParseResult arguments, ITraceSink trace)
    {
        Uri[] inbound = arguments.GetRequiredValue(_inbound);
        Uri[] outbound = arguments.GetValue(_outbound) is { Length: > 0 } given ? given : inbound;
        RpcHttpConnectionOptions options = new()
        {
            InboundProxy = inbound[0],
            MoreInboundProxies = inbound[1..],
            OutboundProxy = outbound[0],
            MoreOutboundProxies = outbound[1..],
            Server = arguments.GetRequiredValue(_server),
            Node = arguments.GetRequiredValue(_node),
            Trace = trace,
            Credentials = _access.ReadCredentials(arguments),
            Tls = _access.ReadTls(arguments),
        };

        options = options with
        {
            ReceiveWindowSize = arguments.GetValue(_window) ?? options.ReceiveWindowSize,
            ChannelLifetime = arguments.GetValue(_lifetime) ?? options.ChannelLifetime,
            KeepAliveInterval = arguments.GetValue(_keepAlive) ?? options.KeepAliveInterval,
        };

        IReadOnlyList<string> faults = options.Faults();
        return faults.Count == 0 ? options : throw new UsageException(string.Join(Environment.NewLine + "rpchttp: ", faults));
    }

    /// <summary>Opens the connection, and shows a person who waits what for.</summary>
    public static Task<RpcHttpConnection> OpenAsync(RpcHttpConnectionOptions options, TextWriter error, CancellationToken cancellation) => Progress.WaitAsync(
        RpcHttpConnection.OpenAsync(options, cancellation), $"opening a connection to {options.Server} by {options.InboundProxy.Authority}", error);

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
