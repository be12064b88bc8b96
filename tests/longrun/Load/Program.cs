using RpcHttpProxy.Client;
using RpcHttpProxy.Services;
using RpcHttpProxy.Tool;

// load INBOUND OUTBOUND SERVER RATE: the client role under constant load, until it is ended. RATE virtual connections are opened a second, each
// makes some calls, every fourth one recycles its channels, and all are closed again. A line a failure on standard error.
if (args.Length != 4 || !double.TryParse(args[3], out double rate) || rate is < 0.1 or > 1000)
{
    Console.Error.WriteLine("load INBOUND OUTBOUND SERVER RATE: two URLs, HOST:PORT, connections a second (0.1 to 1000)");
    return 2;
}

using NativeHeap heap = new();

const uint SmallestLifetime = 128 * 1024; // 2.2.3.5.4: what makes channels recycle soonest
RpcHttpConnectionOptions options = new() { InboundProxy = new Uri(args[0]), OutboundProxy = new Uri(args[1]), Server = args[2] };
RpcHttpConnectionOptions recycling = options with { ChannelLifetime = SmallestLifetime };
byte[] octets = new byte[200_000];
Random.Shared.NextBytes(octets);

using PeriodicTimer timer = new(TimeSpan.FromSeconds(1 / rate));
for (long count = 0; await timer.WaitForNextTickAsync(); count++)
{
    _ = UseAsync(isRecycling: count % 4 == 0);
}

return 0;

async Task UseAsync(bool isRecycling)
{
    try
    {
        using CancellationTokenSource late = new(TimeSpan.FromSeconds(30));
        await using RpcHttpConnection connection = await RpcHttpConnection.OpenAsync(isRecycling ? recycling : options, late.Token);
        await using RpcCallChannel channel = new(connection.Transport);
        await channel.BindAsync(EchoInterface.Syntax, late.Token);
        RpcEchoClient echo = new(channel);
        for (int call = 0; call < 4; call++)
        {
            int length = isRecycling ? octets.Length : 1000;
            if (!(await echo.EchoDataAsync(octets.AsMemory(0, length), late.Token)).Span.SequenceEqual(octets.AsSpan(0, length)))
            {
                throw new InvalidDataException("EchoData gave other octets back");
            }
        }
    }
    catch (Exception e)
    {
        Console.Error.WriteLine($"{DateTime.UtcNow:HH:mm:ss} {e.GetType().Name}: {e.Message}");
    }
}
