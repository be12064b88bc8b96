using Microsoft.Extensions.Time.Testing;
using RpcHttpProxy.Hosting.Files;
using RpcHttpProxy.Hosting.Tests.Wire;

namespace RpcHttpProxy.Hosting.Tests.Files;

public sealed class WatchedFilesTests : IDisposable
{
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(5);

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
}
