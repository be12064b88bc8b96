using System.CommandLine;
using RpcHttpProxy.Tool.CommandLine;

namespace RpcHttpProxy.Tool.Bench;

/// <summary><c>rpchttp bench stream</c>: bytes a second.</summary>
internal sealed class BenchStreamCommand : BenchWorkCommand
{
    /* The load's channels carry 1 GiB, headers and acknowledgments included, and aren't recycled. */
    private const long MostOnAConnection = 1_000_000_000;
    private const long UsualBytes = 256L << 20;

    private readonly Argument<string> _direction = Choice.Argument("DIRECTION", "out, in, or both at once.", "out", "in", "both");
    private readonly Option<int> _connections = new("--connections") { Description = "On how many connections at once.", HelpName = "N", DefaultValueFactory = _ => 1 };
    private readonly Option<long?> _bytes = new("--bytes")
    {
        Description = "A round, over all connections; 256M when left out. At most 1,000,000,000 a connection: no channel is recycled here.",
        HelpName = "BYTES",
        CustomParser = result => ByteCount.Parse(result),
    };

    public BenchStreamCommand()
        : base("stream", "Streams octets in PDUs of 5,840 bytes, each of them compared: megabytes a second.",
            new Example("rpchttp bench stream out --inbound http://127.0.0.1:8080 --server 127.0.0.1:6001 --window 256k", "How fast is it downstream?"))
    {
        Arguments.Add(_direction);
        Options.Add(_connections);
        Options.Add(_bytes);
        Validators.Add(result =>
        {
            if ((result.GetValue(_bytes) ?? UsualBytes) / Math.Max(1, result.GetValue(_connections)) > MostOnAConnection)
            {
                result.AddError($"--bytes: more than {MostOnAConnection} on a connection, whose channels aren't recycled here; spread them over more --connections.");
            }
        });
    }

    protected override IWork Work(ParseResult arguments) => new StreamWork(
        arguments.GetRequiredValue(_direction) switch { "out" => EchoLoadKind.Source, "in" => EchoLoadKind.Sink, _ => EchoLoadKind.Echo },
        arguments.GetValue(_connections),
        arguments.GetValue(_bytes) ?? UsualBytes);
}
