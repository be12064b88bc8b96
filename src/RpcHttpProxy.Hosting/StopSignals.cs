using System.Runtime.InteropServices;

namespace RpcHttpProxy.Hosting;

/// <summary>SIGTERM and SIGINT: the first is a request, the second is left to the system, which ends the process at once.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration[] _registrations;
    private readonly CancellationTokenRegistration _cancellation;
    private int _count;

    /// <summary>Listens to signals, and to <paramref name="cancellation"/> as to the first.</summary>
    public StopSignals(CancellationToken cancellation)
    {
        _registrations = [.. new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT }.Select(signal => PosixSignalRegistration.Create(signal, Handle))];
        _cancellation = cancellation.UnsafeRegister(static first => ((TaskCompletionSource)first!).TrySetResult(), _first);
    }

    /// <summary>Completes with the first signal.</summary>
    public Task First => _first.Task;

    public void Dispose()
    {
        _cancellation.Dispose();
        Array.ForEach(_registrations, registration => registration.Dispose());
    }

    private void Handle(PosixSignalContext context)
    {
        if (Interlocked.Increment(ref _count) == 1)
        {
            context.Cancel = true;
            _first.TrySetResult();
        }
    }
}
