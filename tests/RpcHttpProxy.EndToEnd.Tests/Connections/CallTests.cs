using RpcHttpProxy.EndToEnd.Tests.Kit;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.EndToEnd.Tests.Connections;

public class CallTests
{
    private const int Concurrent = 32;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5_804)]         // around one fragment of 5 840 bytes
    [InlineData(65_535)]
    [InlineData(65_536)]        // the receive window
    [InlineData(262_145)]       // above the largest one
    [InlineData(1 << 20)]
    public async Task Every_rpcecho_call_gets_through_whatever_its_size(int size)
    {
        await using Stack stack = await Stack.StartAsync();
        await using (Echo echo = await Echo.OpenAsync(stack))
        {
            byte[] octets = Octets(size);

            Assert.Equal((uint)size + 1, await echo.Client.AddOneAsync((uint)size).WaitAsync(Patience.Limit));
            Assert.Equal(octets, (await echo.Client.EchoDataAsync(octets).WaitAsync(Patience.Limit)).ToArray());
            await echo.Client.SinkDataAsync(octets).WaitAsync(Patience.Limit);
            Assert.Equal(size, (await echo.Client.SourceDataAsync((uint)size).WaitAsync(Patience.Limit)).Length);
        }

        await stack.EmptyAsync();
    }

    [Fact]
    public async Task Connections_do_not_mix_their_bytes()
    {
        await using Stack stack = await Stack.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, Concurrent).Select(async number =>
        {
            await using Echo echo = await Echo.OpenAsync(stack);
            for (int size = 0; size < 100_000; size = (size * 3) + 1_000 + number)
            {
                byte[] octets = Octets(size, (byte)number);
                Assert.Equal(octets, (await echo.Client.EchoDataAsync(octets).WaitAsync(Patience.Limit)).ToArray());
            }
        }));

        await stack.EmptyAsync();
        Assert.All(stack.Roles, role => Assert.Equal(Concurrent, role.Opened));
    }

    [Fact]
    public async Task Sixteen_MiB_go_either_way_in_one_call_and_little_of_it_waits_anywhere()
    {
        const int Size = 16 << 20;
        const long Bound = 1 << 20;     // windows and overrun allowances of three roles, several times over
        await using Stack stack = await Stack.StartAsync();
        await using Echo echo = await Echo.OpenAsync(stack);

        Task calls = Task.Run(async () =>
        {
            await echo.Client.SinkDataAsync(Octets(Size));
            Assert.Equal(Size, (await echo.Client.SourceDataAsync(Size)).Length);
        });
        long most = 0;
        await Eventually.TrueAsync(
            () =>
            {
                most = Math.Max(most, stack.Roles.Max(role => role.QueuedBytes));
                return calls.IsCompleted;
            },
            () => "the calls took too long",
            TimeSpan.FromMinutes(1));

        await calls;
        Assert.InRange(most, 0, Bound);
    }

    private static byte[] Octets(int size, byte seed = 0)
    {
        byte[] octets = new byte[size];
        new Random(seed).NextBytes(octets);
        return octets;
    }
}
