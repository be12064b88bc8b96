using RpcHttpProxy.Engine.Sockets;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Engine.Tests.Sockets;

public class EpollReactorEndTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    [Fact]
    [Trait(Category.Name, Category.Slow)] // two seconds of the system's clock: no other ends a wait for a thread
    public async Task A_turn_that_hangs_does_not_keep_the_end_waiting_for_ever()
    {
        var reactor = new EpollReactor("hanging", TimeProvider.System, _ => { }, _ => { });
        using var hangs = new ManualResetEventSlim();
        var goOn = new ManualResetEventSlim(); // not disposed of: the thread may still look at it
        reactor.Post(() =>
        {
            hangs.Set();
            goOn.Wait(s_patience * 2);
        });
        Assert.True(hangs.Wait(s_patience));

        await Task.Run(reactor.Dispose).WaitAsync(s_patience);

        goOn.Set();
    }
}
