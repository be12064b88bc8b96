using System.Diagnostics.CodeAnalysis;

namespace RpcHttpProxy.Edge.Authentication;

/// <summary>Lets some do what takes time at once, some wait for it, and sends the others away.</summary>
/// <param name="atOnce">How many.</param>
/// <param name="waitingForEach">How many may wait for each of them.</param>
[SuppressMessage("Reliability", "CA1001", Justification = "The semaphore has no wait handle: nothing to dispose of.")]
internal sealed class Turns(int atOnce, int waitingForEach)
{
    private readonly SemaphoreSlim _free = new(atOnce, atOnce);
    private int _inside;

    /// <summary>A turn, to be disposed of; null when too many wait for one.</summary>
    public async ValueTask<Turn?> TryTakeAsync(CancellationToken cancellation)
    {
        if (Interlocked.Increment(ref _inside) > atOnce * (1 + waitingForEach))
        {
            Interlocked.Decrement(ref _inside);
            return null;
        }

        try
        {
            await _free.WaitAsync(cancellation);
        }
        catch
        {
            Interlocked.Decrement(ref _inside);
            throw;
        }

        return new Turn(this);
    }

    /// <summary>A turn that was taken; disposing of it lets the next one have it.</summary>
    internal sealed class Turn(Turns turns) : IDisposable
    {
        public void Dispose()
        {
            turns._free.Release();
            Interlocked.Decrement(ref turns._inside);
        }
    }
}
