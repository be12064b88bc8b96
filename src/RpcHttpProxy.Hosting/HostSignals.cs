using System.Runtime.InteropServices;
using RpcHttpProxy.Hosting.Files;

namespace RpcHttpProxy.Hosting;

/// <summary>
/// The signals of a process that is the host's: SIGTERM and SIGINT, of which the first is a request and the second is left to the system, which ends the
/// process at once; and SIGHUP, at which all files are read again. A host inside another program takes none of them.
/// </summary>
internal sealed class HostSignals : IDisposable
{
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration[] _registrations;
    private readonly CancellationTokenRegistration _cancellation;
    private int _count;

    /// <summary>Listens to signals, and to <paramref name="cancellation"/> as to the first that asks to stop.</summary>
    public HostSignals(CancellationToken cancellation)
    {
        _registrations =
        [
            .. new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT }.Select(signal => PosixSignalRegistration.Create(signal, Handle)),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, Reread),
        ];
        _cancellation = cancellation.UnsafeRegister(static first => ((TaskCompletionSource)first!).TrySetResult(), _first);
    }

    /// <summary>Completes with the first signal that asks to stop.</summary>
    public Task First => _first.Task;

    public void Dispose()
    {
        _cancellation.Dispose();
        Array.ForEach(_registrations, registration => registration.Dispose());
    }

    private static void Reread(PosixSignalContext context)
    {
        context.Cancel = true; // left to itself it would end the process
        WatchedFiles.RereadAll();
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
