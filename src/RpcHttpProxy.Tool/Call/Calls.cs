using System.Diagnostics;
using RpcHttpProxy.Services;
using RpcHttpProxy.Tool.CommandLine;

namespace RpcHttpProxy.Tool.Call;

/// <summary>The calls over one channel, each with a line that tells its result, time and rate.</summary>
internal sealed class Calls(TextWriter output, TextWriter error)
{
    private RpcEchoClient? _echo;
    private byte[] _pattern = [];

    /// <summary>rpcecho's AddOne.</summary>
    public async Task AddOneAsync(RpcCallChannel channel, uint value, CancellationToken cancellation)
    {
        RpcEchoClient echo = await BindEchoAsync(channel, cancellation);
        long start = Stopwatch.GetTimestamp();
        uint sum = await echo.AddOneAsync(value, cancellation);
        Tell("call", start, $"AddOne({value}) = {sum}");
    }

    /// <summary>rpcecho's EchoData, in calls of at most 16 MiB, compared byte by byte.</summary>
    public Task EchoDataAsync(RpcCallChannel channel, long bytes, CancellationToken cancellation) =>
        MoveAsync(channel, bytes, "EchoData", "came back unchanged", isThereAndBack: true, async (echo, part) =>
        {
            byte[] sent = Pattern(part);
            ReadOnlyMemory<byte> received = await echo.EchoDataAsync(sent, cancellation);
            if (!received.Span.SequenceEqual(sent))
            {
                throw new FailureException($"EchoData sent {Text.Bytes(part)} and got back {Text.Bytes(received.Length)}, which aren't the same.");
            }
        }, cancellation);

    /// <summary>rpcecho's EchoData in small pieces, both ways at once; the SHA-256 of what was sent and of what came back must be the same.</summary>
    public async Task StreamAsync(RpcCallChannel channel, long bytes, CancellationToken cancellation)
    {
        RpcEchoClient echo = await BindEchoAsync(channel, cancellation);
        using EchoStream stream = new(bytes);
        long start = Stopwatch.GetTimestamp();
        await Progress.WaitAsync(
            echo.EchoStreamAsync(stream.Pieces(), stream.Take, cancellation), "stream", bytes, () => stream.CameBack, error);

        TimeSpan time = Stopwatch.GetElapsedTime(start);
        (string sent, string cameBack) = stream.Hashes();
        Tell("call", start, $"EchoData: {Text.Bytes(stream.CameBack)} each way at once, {Text.Rate(bytes, time)} each way", time);
        output.WriteLine($"SHA-256  sent       {sent}");
        output.WriteLine($"         came back  {cameBack}");
        if (sent != cameBack || stream.CameBack != bytes)
        {
            throw new FailureException("what came back isn't what was sent");
        }
    }

    /// <summary>rpcecho's SinkData: upstream only.</summary>
    public Task SinkDataAsync(RpcCallChannel channel, long bytes, CancellationToken cancellation) =>
        MoveAsync(channel, bytes, "SinkData", "sent", isThereAndBack: false, (echo, part) => echo.SinkDataAsync(Pattern(part), cancellation), cancellation);

    /// <summary>rpcecho's SourceData: downstream only, compared byte by byte.</summary>
    public Task SourceDataAsync(RpcCallChannel channel, long bytes, CancellationToken cancellation) =>
        MoveAsync(channel, bytes, "SourceData", "received", isThereAndBack: false, async (echo, part) =>
        {
            ReadOnlyMemory<byte> received = await echo.SourceDataAsync((uint)part, cancellation);
            if (!received.Span.SequenceEqual(Pattern(part)))
            {
                throw new FailureException($"SourceData was asked for {Text.Bytes(part)} and gave {Text.Bytes(received.Length)} that aren't the right ones.");
            }
        }, cancellation);

    /// <summary>mgmt's is_server_listening and inq_if_ids.</summary>
    public async Task ManagementAsync(RpcCallChannel channel, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        await channel.BindAsync(ManagementInterface.Syntax, cancellation);
        Tell("bind", start, $"mgmt {ManagementInterface.Syntax}");

        RpcManagementClient management = new(channel);
        start = Stopwatch.GetTimestamp();
        bool isListening = await management.IsServerListeningAsync(cancellation);
        Tell("call", start, $"is_server_listening: {(isListening ? "yes" : "no")}");

        start = Stopwatch.GetTimestamp();
        IReadOnlyList<RpcSyntaxId> interfaces = await management.InqIfIdsAsync(cancellation);
        Tell("call", start, $"inq_if_ids: {interfaces.Count}");
        foreach (RpcSyntaxId id in interfaces)
        {
            output.WriteLine($"                  {id}");
        }
    }

    private async Task MoveAsync(
        RpcCallChannel channel, long bytes, string operation, string what, bool isThereAndBack,
        Func<RpcEchoClient, int, Task> call, CancellationToken cancellation)
    {
        RpcEchoClient echo = await BindEchoAsync(channel, cancellation);
        long moved = 0;
        int calls = 0;
        long start = Stopwatch.GetTimestamp();
        await Progress.WaitAsync(MoveAllAsync(), operation, bytes, () => Volatile.Read(ref moved), error);

        TimeSpan time = Stopwatch.GetElapsedTime(start);
        string rate = isThereAndBack ? $"{Text.Rate(bytes, time)} each way" : Text.Rate(bytes, time);
        Tell("call", start, $"{operation}: {Text.Bytes(bytes)} {what}{(calls > 1 ? $" in {calls} calls" : "")}, {rate}", time);

        async Task MoveAllAsync()
        {
            do
            {
                int part = (int)Math.Min(bytes - moved, EchoInterface.MaxOctets);
                await call(echo, part);
                Volatile.Write(ref moved, moved + part);
                calls++;
            }
            while (moved < bytes);
        }
    }

    /// <summary>Binds rpcecho before the first call to it.</summary>
    private async Task<RpcEchoClient> BindEchoAsync(RpcCallChannel channel, CancellationToken cancellation)
    {
        if (_echo is not null)
        {
            return _echo;
        }

        long start = Stopwatch.GetTimestamp();
        await channel.BindAsync(EchoInterface.Syntax, cancellation);
        Tell("bind", start, $"rpcecho {EchoInterface.Syntax}");
        return _echo = new RpcEchoClient(channel);
    }

    private void Tell(string what, long start, string text, TimeSpan? time = null) =>
        output.WriteLine($"{what}  {Text.Of(time ?? Stopwatch.GetElapsedTime(start)),10}  {text}");

    /// <summary>0, 1 … 255, 0 …: what SourceData gives, and as good as any for the others. Made once for calls of one size.</summary>
    private byte[] Pattern(int length)
    {
        if (_pattern.Length != length)
        {
            _pattern = new byte[length];
            for (int i = 0; i < length; i++)
            {
                _pattern[i] = (byte)i;
            }
        }

        return _pattern;
    }
}
