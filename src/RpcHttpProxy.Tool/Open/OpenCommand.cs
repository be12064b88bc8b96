using System.CommandLine;
using System.Diagnostics;
using RpcHttpProxy.Client;
using RpcHttpProxy.Tool.CommandLine;
using RpcHttpProxy.Tracing;

namespace RpcHttpProxy.Tool.Open;

/// <summary><c>rpchttp open</c>: opens a virtual connection, reports the steps, closes it.</summary>
internal sealed class OpenCommand : ToolCommand
{
    private readonly ConnectionArguments _connection;

    public OpenCommand()
        : base(
            "open",
            "Opens a virtual connection, reports the steps, and closes it (MS-RPCH 3.2.2.4.1.2).",
            new Example(
                "rpchttp open --inbound http://in.example:8080 --outbound http://out.example:8081 --server rpc.example:6001",
                "Opens through two proxies; exit code 1 and the RPC error when one refuses."))
    {
        _connection = new ConnectionArguments(this);
        About = ConnectionArguments.About;
    }

    protected override async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        await using FileTraceSink? file = _connection.OpenTrace(arguments);
        StepTimes steps = new(file ?? (ITraceSink)NullTraceSink.Instance);
        RpcHttpConnectionOptions options = _connection.Read(arguments, steps);

        long start = Stopwatch.GetTimestamp();
        await using RpcHttpConnection connection = await ConnectionArguments.OpenAsync(options, Error(arguments), cancellation);
        TimeSpan opened = Stopwatch.GetElapsedTime(start);

        start = Stopwatch.GetTimestamp();
        await connection.CloseAsync();

        TextWriter output = Output(arguments);
        output.WriteLine($"opened {connection.Cookie} in {Text.Of(opened)}");
        output.WriteLine($"  OUT channel response  {At(steps.OutChannelResponse),10}  200");
        output.WriteLine($"  CONN/A3               {At(steps.CONN_A3),10}  connection time-out of the OUT channel {connection.OutConnectionTimeout.TotalSeconds:0} s");
        output.WriteLine($"  CONN/C2               {At(steps.CONN_C2),10}  connection time-out of the IN channel {connection.InConnectionTimeout.TotalSeconds:0} s, "
            + $"the inbound proxy's receive window {Text.Bytes(connection.PeerReceiveWindow)}");
        output.WriteLine($"closed in {Text.Of(Stopwatch.GetElapsedTime(start))}");
        return ExitCodes.Done;
    }

    private static string At(TimeSpan? time) => time is { } known ? Text.Of(known) : "–";
}
