using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Time.Testing;
using RpcHttpProxy.Hosting.Files;
using RpcHttpProxy.Hosting.Tests.Wire;

namespace RpcHttpProxy.Hosting.Tests.Files;

public sealed class WatchedFilesTests : IDisposable
{
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly ScratchFolder _folder = new();
    private readonly FakeTimeProvider _time = new();
    private int _changes;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_that_keeps_its_time_and_its_size_has_changed_when_something_else_stands_in_it()
    {
        var when = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        File.WriteAllText(_folder["users"], "alice:1");
        File.SetLastWriteTimeUtc(_folder["users"], when);
        using var files = new WatchedFiles([_folder["users"]], _time, () => _changes++);

        File.WriteAllText(_folder["users"], "mallo:2");
        File.SetLastWriteTimeUtc(_folder["users"], when);
        _time.Advance(s_soon);
        Assert.Equal(1, _changes);

        _time.Advance(s_soon);
        Assert.Equal(1, _changes);
    }

    [Fact]
    public void A_file_that_comes_goes_or_can_not_be_read_has_changed()
    {
        using var files = new WatchedFiles([_folder["users"], null], _time, () => _changes++);
        File.WriteAllText(_folder["users"], "");
        _time.Advance(s_soon);
        Assert.Equal(1, _changes);

        File.Delete(_folder["users"]);
        _time.Advance(s_soon);
        Assert.Equal(2, _changes);
    }

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
        var all = new TaskCompletionSource();
        using PosixSignalRegistration before = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Handle);
        using var files = new WatchedFiles([_folder["users"]], _time, () => _changes++);
        using PosixSignalRegistration after = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Handle);

        await HangUpAsync();

        await all.Task.WaitAsync(s_patience); // whoever registered between has been called by then, too
        Assert.Equal(0, _changes);

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
