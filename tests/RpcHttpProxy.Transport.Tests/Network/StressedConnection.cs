using System.Buffers;
using System.IO.Pipelines;
using RpcHttpProxy.Core;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Transport.Channels;
using RpcHttpProxy.Transport.Sessions;
using RpcHttpProxy.Transport.Tests.Kit;

namespace RpcHttpProxy.Transport.Tests.Network;

/// <summary>One connection with a fate: streams both ways, cut anywhere, and maybe something that goes wrong.</summary>
internal sealed class StressedConnection(MemoryNetwork network, int seed)
{
    private readonly Lock _lock = new();
    private readonly Random _random = new(seed);
    private readonly List<MemoryChannel> _carriers = [];
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Stream _toService = new(RpcBytes.Several(40, seed, longest: 4_000));
    private readonly Stream _toClient = new(RpcBytes.Several(40, seed + 500_000, longest: 4_000));
    private ISession? _session;

    private enum Fate
    {
        Peace,
        Refused,
        LateConnect,
        LateConnectThatHeeds,
        Break,
        WriteFailure,
        ReadFailure,
        Close,
        ServiceCloses,
        Cancelled,
    }

    public Conn Conn { get; } = new();

    /// <summary>Nothing was to go wrong.</summary>
    public bool IsOrderly => MyFate == Fate.Peace;

    private Fate MyFate { get; } = seed % 2 == 0 ? Fate.Peace : (Fate)(1 + (seed / 2 % 9));

    public async Task<(MemoryChannel Near, MemoryChannel Far)> ConnectAsync(ChannelLeg leg, CancellationToken cancellation)
    {
        bool isVictim = leg == VictimLeg();
        if (isVictim && MyFate == Fate.Refused)
        {
            throw new ChannelOpenException(CloseReason.ServerUnreachable, "refused");
        }

        if (isVictim && MyFate is Fate.LateConnect or Fate.LateConnectThatHeeds)
        {
            await _over.Task.WaitAsync(MyFate == Fate.LateConnect ? CancellationToken.None : cancellation);
        }

        await YieldAsync(Next(4));
        return Pair(isVictim);
    }

    /// <summary>Lives; throws when that takes longer than <paramref name="patience"/>.</summary>
    public async Task RunAsync(TimeSpan patience)
    {
        try
        {
            await RunAsync().WaitAsync(patience);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"{this} didn't come to an end; {string.Join(", ", network.Roles.Select(role => role.Counters))}");
        }
    }

    private async Task RunAsync()
    {
        using var cancel = new CancellationTokenSource();
        Task<ISession> opening = network.Client.OpenAsync(Conn, cancel.Token);
        try
        {
            if (MyFate is Fate.LateConnect or Fate.LateConnectThatHeeds or Fate.Cancelled)
            {
                await network.UpperAsync(Conn.Cookie, RoleName.Client);
                await YieldAsync(Next(300));
                await cancel.CancelAsync();
            }

            _session = await opening;
            await CarryAsync(_session);
        }
        catch (Exception e) when (!IsOrderly && e is VirtualConnectionException or OperationCanceledException)
        {
            // It never came to be, as was its fate.
        }
        finally
        {
            _over.TrySetResult();
        }
    }

    public override string ToString() =>
        $"seed {seed}, {MyFate} {VictimLeg()}: over {_over.Task.IsCompleted}, {_session?.Reason} {_session?.Detail}, to service {_toService}, to client {_toClient}";

    /// <summary>What came is a beginning of what was sent; all of it, when nothing went wrong; and every carrier was left alone in the end.</summary>
    public void Check()
    {
        Assert.True(_toService.IsPrefix && _toClient.IsPrefix, $"seed {seed}, {MyFate}: other bytes came than were sent");
        Assert.True(!IsOrderly || (_toService.IsComplete && _toClient.IsComplete), $"seed {seed}: bytes were lost, {_session?.Reason} {_session?.Detail}");
        Assert.All(_carriers, carrier => Assert.True(carrier.Disposed.Task.IsCompleted && carrier.TouchedLate == 0, $"seed {seed}, {MyFate}"));
    }

    private async Task CarryAsync(ISession session)
    {
        IDuplexPipe client = await network.UpperAsync(Conn.Cookie, RoleName.Client);
        IDuplexPipe service = await network.UpperAsync(Conn.Cookie, RoleName.Server);
        Task[] streams =
        [
            _toService.SendAsync(client.Output, Next(int.MaxValue)), _toService.ReceiveAsync(service.Input),
            _toClient.SendAsync(service.Output, Next(int.MaxValue)), _toClient.ReceiveAsync(client.Input),
        ];
        if (!IsOrderly)
        {
            await YieldAsync(Next(2_000));
            await StrikeAsync(session, service, streams[2]);
            await session.Ended;
        }

        await Task.WhenAll(streams);
        await client.Output.CompleteAsync();
        await session.Ended;
        await service.Output.CompleteAsync();
        await Task.WhenAll(client.Input.CompleteAsync().AsTask(), service.Input.CompleteAsync().AsTask());
    }

    private async Task StrikeAsync(ISession session, IDuplexPipe service, Task sending)
    {
        switch (MyFate)
        {
            case Fate.Break:
                MemoryChannel[] carriers;
                lock (_lock)
                {
                    carriers = [.. _carriers];
                }

                carriers[Next(carriers.Length)].Break();
                break;
            case Fate.ServiceCloses:
                _toClient.IsStopped = true;
                await sending;
                await service.Output.CompleteAsync();
                break;
            default:
                session.Close(CloseReason.ClosedByHigherLayer, "enough");
                break;
        }
    }

    private (MemoryChannel Near, MemoryChannel Far) Pair(bool isVictim)
    {
        (MemoryChannel near, MemoryChannel far) = MemoryChannel.CreatePair(pauseAt: 1 << Next(17));
        foreach (MemoryChannel carrier in (MemoryChannel[])[near, far])
        {
            int step = 1 << Next(17);
            carrier.Reader.Step = step < 64 ? () => 64 + Next(64) : () => step;
        }

        int left = Next(60);
        if (isVictim && MyFate == Fate.WriteFailure)
        {
            near.BeforeWrite = _ => left-- > 0 ? Task.CompletedTask : throw new IOException("the wire is cut");
        }

        if (isVictim && MyFate == Fate.ReadFailure)
        {
            far.Reader.Step = () =>
            {
                if (left-- == 0)
                {
                    far.Reader.Fail(new IOException("the wire is cut"));
                }

                return 512;
            };
        }

        lock (_lock)
        {
            _carriers.AddRange([near, far]);
        }

        return (near, far);
    }

    private ChannelLeg VictimLeg() => (seed / 20 % 4) switch
    {
        0 => ChannelLeg.ClientIn,
        1 => ChannelLeg.ClientOut,
        2 => ChannelLeg.ServerIn,
        _ => ChannelLeg.ServerOut,
    };

    private int Next(int below)
    {
        lock (_lock)
        {
            return _random.Next(below);
        }
    }

    private static async Task YieldAsync(int times)
    {
        for (int i = 0; i < times; i++)
        {
            await Task.Yield();
        }
    }

    /// <summary>The bytes of one direction: those to send, and those that came.</summary>
    private sealed class Stream(byte[] bytes)
    {
        private readonly ArrayBufferWriter<byte> _received = new();

        public volatile bool IsStopped;

        public bool IsPrefix => _received.WrittenCount <= bytes.Length && bytes.AsSpan(0, _received.WrittenCount).SequenceEqual(_received.WrittenSpan);

        public bool IsComplete => _received.WrittenCount == bytes.Length;

        public async Task SendAsync(PipeWriter output, int seed)
        {
            var random = new Random(seed);
            for (int at = 0; at < bytes.Length && !IsStopped;)
            {
                int count = Math.Min(1 + random.Next(10_000), bytes.Length - at);
                FlushResult result = await output.WriteAsync(bytes.AsMemory(at, count));
                at += count;
                if (result.IsCompleted || result.IsCanceled)
                {
                    break;
                }
            }
        }

        public override string ToString() => $"{_received.WrittenCount} of {bytes.Length}";

        public async Task ReceiveAsync(PipeReader input)
        {
            try
            {
                while (!IsComplete)
                {
                    ReadResult result = await input.ReadAsync();
                    foreach (ReadOnlyMemory<byte> piece in result.Buffer)
                    {
                        _received.Write(piece.Span);
                    }

                    input.AdvanceTo(result.Buffer.End);
                    if (result.IsCompleted)
                    {
                        return;
                    }
                }
            }
            catch (IOException)
            {
                // Aborted: what came until then counts.
            }
        }
    }
}
