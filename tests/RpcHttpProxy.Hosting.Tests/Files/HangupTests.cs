using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using RpcHttpProxy.Hosting.Files;
using RpcHttpProxy.Hosting.Tests.Wire;

namespace RpcHttpProxy.Hosting.Tests.Files;

/// <summary>A signal comes to the process: to all files that any test watches.</summary>
[Collection(nameof(AloneInTheProcess))]
public sealed class HangupTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly FakeTimeProvider _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task SIGHUP_has_every_file_read_again_changed_or_not()
    {
        var read = new TaskCompletionSource();
        var other = new TaskCompletionSource();
        using var files = new WatchedFiles([_folder["users"]], _time, () => read.TrySetResult());
        using var others = new WatchedFiles([_folder["certificate"]], _time, () => other.TrySetResult());

        using Process kill = Process.Start("kill", ["-HUP", Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture)]);

        await Task.WhenAll(read.Task, other.Task).WaitAsync(TimeSpan.FromSeconds(20));
    }
}
