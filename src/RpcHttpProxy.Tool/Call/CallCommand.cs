using System.CommandLine;
using System.Diagnostics;
using RpcHttpProxy.Client;
using RpcHttpProxy.Core;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.Services;
using RpcHttpProxy.Tool.CommandLine;
using RpcHttpProxy.Tracing;

namespace RpcHttpProxy.Tool.Call;

/// <summary><c>rpchttp call</c>: makes an RPC call through the proxies.</summary>
internal sealed class CallCommand : ToolCommand
{
    // The reason of a lost connection comes with the end of the other channel; it isn't worth more waiting than this.
    private static readonly TimeSpan s_reasonTimeout = TimeSpan.FromSeconds(1);

    private readonly ConnectionArguments _connection;

    private readonly Argument<string> _operation = Choice.Argument(
        "OPERATION", "addone N, echodata BYTES, sink BYTES, source BYTES and stream BYTES call rpcecho; mgmt asks what the server offers. "
            + "stream echoes many small pieces, sending while earlier ones come back, and reports how often channels were recycled.",
        "addone", "echodata", "sink", "source", "stream", "mgmt");

    private readonly Argument<long?> _number = new("N|BYTES")
    {
        Description = "N, or the number of bytes: 60000, 64k, 16M. More than 16M are moved in several calls.",
        HelpName = "N|BYTES",
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = result => ByteCount.Parse(result),
    };

    public CallCommand()
        : base(
            "call",
            "Makes RPC calls over a virtual connection, and reports time and rate.",
            new Example(
                "rpchttp call --inbound http://proxy.example:8080 --server rpc.example:6001 addone 41", "Prints AddOne(41) = 42."),
            new Example(
                "rpchttp call --inbound http://proxy.example:8080 --server rpc.example:6001 source 256M", "How fast is it downstream?"),
            new Example(
                "rpchttp call --inbound http://a.example:8080 --inbound http://b.example:8080 --server rpc.example:6001 --channel-lifetime 128k stream 64M",
                "Both ways at once, each IN channel by the other node than the one before; SHA-256 of both ways."))
    {
        Arguments.Add(_operation);
        Arguments.Add(_number);
        _connection = new ConnectionArguments(this);
        About = "The server must offer the rpcecho interface, as `rpchttp backend --service echo` does; mgmt is asked of any server."
            + Environment.NewLine + ConnectionArguments.About;
    }

    protected override async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        string operation = arguments.GetRequiredValue(_operation);
        Calls calls = new(Output(arguments), Error(arguments));
        Func<RpcCallChannel, CancellationToken, Task> call = Choose(operation, arguments.GetValue(_number), calls);

        await using FileTraceSink? trace = _connection.OpenTrace(arguments);
        RpcHttpConnectionOptions options = _connection.Read(arguments, trace ?? (ITraceSink)NullTraceSink.Instance);

        long start = Stopwatch.GetTimestamp();
        await using RpcHttpConnection connection = await ConnectionArguments.OpenAsync(options, Error(arguments), cancellation);
        Output(arguments).WriteLine($"open  {Text.Of(Stopwatch.GetElapsedTime(start)),10}  {connection.Cookie}");

        await using RpcCallChannel channel = new(connection.Transport);
        try
        {
            await call(channel, cancellation);
            TellRecycled(Output(arguments), connection.Recycled);
        }
        catch (RpcConnectionLostException exception)
        {
            throw await ExplainAsync(exception, connection);
        }

        return ExitCodes.Done;
    }

    private static Func<RpcCallChannel, CancellationToken, Task> Choose(string operation, long? number, Calls calls)
    {
        if (operation == "mgmt")
        {
            return number is null ? calls.ManagementAsync : throw new UsageException("mgmt takes no number");
        }

        long count = number ?? throw new UsageException($"{operation} needs {(operation == "addone" ? "N" : "BYTES")}");
        return operation switch
        {
            "addone" when count > uint.MaxValue => throw new UsageException($"N is at most {uint.MaxValue}"),
            "addone" => (channel, cancellation) => calls.AddOneAsync(channel, (uint)count, cancellation),
            "echodata" => (channel, cancellation) => calls.EchoDataAsync(channel, count, cancellation),
            "stream" => (channel, cancellation) => calls.StreamAsync(channel, count, cancellation),
            "sink" => (channel, cancellation) => calls.SinkDataAsync(channel, count, cancellation),
            _ => (channel, cancellation) => calls.SourceDataAsync(channel, count, cancellation),
        };
    }

    /// <summary>One line, when there is something to tell.</summary>
    private static void TellRecycled(TextWriter output, IReadOnlyDictionary<RecyclingSequence, long> recycled)
    {
        if (recycled.Values.Any(count => count > 0))
        {
            output.WriteLine($"recycled          {string.Join("  ", recycled.Select(sequence => $"{sequence.Key} {sequence.Value}"))}");
        }
    }

    /// <summary>What the RPC layer saw as a lost connection, the virtual connection knows the reason of.</summary>
    private static async Task<Exception> ExplainAsync(RpcConnectionLostException exception, RpcHttpConnection connection)
    {
        await Task.WhenAny(connection.Ended, Task.Delay(s_reasonTimeout));
        return connection.Reason is { } reason
            ? new FailureException(
                $"{exception.Message} {reason}: {connection.Detail}",
                connection.Refusal?.RpcError ?? Win32RpcError.RPC_S_CALL_FAILED,
                connection.Refusal?.ExtendedError)
            : exception;
    }
}
