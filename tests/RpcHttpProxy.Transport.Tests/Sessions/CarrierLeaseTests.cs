using RpcHttpProxy.Transport.Sessions;

namespace RpcHttpProxy.Transport.Tests.Sessions;

public sealed class CarrierLeaseTests
{
    [Fact]
    public async Task Nobody_enters_after_the_release()
    {
        var lease = new CarrierLease();
        Assert.True(lease.TryEnter());
        lease.Leave();
        await lease.ReleaseAsync();
        Assert.False(lease.TryEnter());
    }

    [Fact]
    public async Task The_release_waits_for_those_that_are_there()
    {
        var lease = new CarrierLease();
        Assert.True(lease.TryEnter());
        Assert.True(lease.TryEnter());
        Task released = lease.ReleaseAsync();
        lease.Leave();
        Assert.False(released.IsCompleted);
        Assert.False(lease.TryEnter());
        lease.Leave();
        await released.WaitAsync(Kit.ScriptedPeer.Patience);
    }
}
