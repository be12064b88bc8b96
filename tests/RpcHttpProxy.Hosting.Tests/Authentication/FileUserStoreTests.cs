using System.Runtime.Versioning;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.Hosting.Authentication;
using RpcHttpProxy.Hosting.Tests.Carriers;
using RpcHttpProxy.Hosting.Tests.Wire;

namespace RpcHttpProxy.Hosting.Tests.Authentication;

public sealed class FileUserStoreTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(UnixFileMode.GroupRead, false)]
    [InlineData(UnixFileMode.GroupWrite, true)]
    [InlineData(UnixFileMode.OtherRead, true)]
    [UnsupportedOSPlatform("windows")]
    public void A_file_that_others_can_read_or_change_is_told_of(UnixFileMode others, bool isTold)
    {
        using var log = new RecordedLog();
        using ILoggerFactory loggers = LoggerFactory.Create(logging => logging.AddProvider(log));
        UserFile.Change(_folder["users"], users => users.Put(new UserEntry("bob", null, [])));
        File.SetUnixFileMode(_folder["users"], UnixFileMode.UserRead | UnixFileMode.UserWrite | others);

        using var store = new FileUserStore(_folder["users"], new AuthenticationOptions(), new FakeTimeProvider(), loggers.CreateLogger<FileUserStore>());

        Assert.Equal(isTold ? 1 : 0, log.Lines.Count(line => line.Contains("SecretReadable", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Users_are_taken_over_from_the_file_while_connections_live()
    {
        var time = new FakeTimeProvider();
        UserFile.Change(_folder["users"], users => users.Put(new UserEntry("bob", null, [])));
        using var store = new FileUserStore(_folder["users"], new AuthenticationOptions(), time, Microsoft.Extensions.Logging.Abstractions.NullLogger<FileUserStore>.Instance);
        long before = store.Version;
        UserFile.Change(_folder["users"], users => users.Put(TestUsers.WithPassword("carol", "secret", ["night"])));
        time.Advance(TimeSpan.FromSeconds(5));

        Assert.NotEqual(before, store.Version);
        Assert.Equal(["night"], (await store.VerifyAsync("carol", "secret", CancellationToken.None))!.Groups);

        before = store.Version;
        File.WriteAllText(_folder["users"], "nonsense");
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(before, store.Version);
        Assert.NotNull(await store.VerifyAsync("carol", "secret", CancellationToken.None));
    }
}
