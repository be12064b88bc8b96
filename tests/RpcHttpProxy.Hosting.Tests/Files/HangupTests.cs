using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Time.Testing;
using RpcHttpProxy.Hosting.Files;
using RpcHttpProxy.Hosting.Tests.Wire;

namespace RpcHttpProxy.Hosting.Tests.Files;

/// <summary>A signal comes to the process: to all files that any test watches.</summary>
[Collection(nameof(AloneInTheProcess))]
public sealed class HangupTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly ScratchFolder _folder = new();
    private readonly FakeTimeProvider _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task SIGHUP_to_a_process_that_is_the_hosts_has_every_file_read_again_changed_or_not()
    {
        var read = new TaskCompletionSource();
        var other = new TaskCompletionSource();
        using var files = new WatchedFiles([_folder["users"]], _time, () => read.TrySetResult());
        using var others = new WatchedFiles([_folder["certificate"]], _time, () => other.TrySetResult());
        using var signals = new HostSignals(CancellationToken.None);

        await HangUpAsync();

        await Task.WhenAll(read.Task, other.Task).WaitAsync(s_patience);
        Assert.False(signals.First.IsCompleted); // it asks nobody to stop
    }

    [Fact]
    public async Task SIGHUP_to_an_application_that_watches_files_is_the_applications_own()
    {
        int seen = 0;
        int changes = 0;
        var all = new TaskCompletionSource();
        using PosixSignalRegistration before = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Handle);
        using var files = new WatchedFiles([_folder["users"]], _time, () => changes++);
        using PosixSignalRegistration after = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Handle);

        await HangUpAsync();

        await all.Task.WaitAsync(s_patience); // whoever registered between has been called by then, too
        Assert.Equal(0, changes);

        void Handle(PosixSignalContext context)
        {
            context.Cancel = true;
            if (Interlocked.Increment(ref seen) == 2)
            {
                all.TrySetResult();
            }
        }
    }

    private static async Task HangUpAsync()
    {
        using Process kill = Process.Start("kill", ["-HUP", Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }
}
