namespace RpcHttpProxy.Transport.Tests.Kit;

/// <summary>Waits for what other threads are about to do and tell nobody.</summary>
internal static class Eventually
{
    public static async Task TrueAsync(Func<bool> condition, Func<string> otherwise)
    {
        long begun = Environment.TickCount64;
        while (!condition())
        {
            Assert.True(Environment.TickCount64 - begun < ScriptedPeer.Patience.TotalMilliseconds, otherwise());
            await Task.Yield();
        }
    }
}
