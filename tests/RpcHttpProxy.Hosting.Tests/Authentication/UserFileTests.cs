using System.Diagnostics;
using System.Runtime.Versioning;
using RpcHttpProxy.Hosting.Authentication;
using RpcHttpProxy.Hosting.Files;
using RpcHttpProxy.Hosting.Tests.Wire;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Hosting.Tests.Authentication;

public sealed class UserFileTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Users_are_added_replaced_and_removed_and_comments_stay()
    {
        File.WriteAllText(_folder["users"], "# of the lab\n\nzoe::night\n");
        UserFile.Change(_folder["users"], users =>
        {
            users.Put(UserEntry.WithPassword("Alice", "one", ["staff", "admins"]));
            users.Put(new UserEntry(@"LAB\bob", null, []));
        });
        UserFile.Change(_folder["users"], users =>
        {
            users.Put(UserEntry.WithPassword("alice", "two", []));
            Assert.True(users.Remove("ZOE"));
            Assert.False(users.Remove("zoe"));
        });

        UserFile read = UserFile.Read(_folder["users"]);
        Assert.Equal(["alice", @"LAB\bob"], read.Users.Select(user => user.Name));
        Assert.True(PasswordHashes.Verify(read.Find("ALICE")!.PasswordHash!, "two"));
        Assert.False(PasswordHashes.Verify(read.Find("ALICE")!.PasswordHash!, "one"));
        Assert.StartsWith("# of the lab\n", File.ReadAllText(_folder["users"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)] // its owner's choice, which FileUserStore tells of
    [InlineData(UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead)] // more than a umask leaves
    [UnsupportedOSPlatform("windows")]
    public void A_new_one_is_for_its_owner_and_one_that_is_there_keeps_its_mode(UnixFileMode others)
    {
        const UnixFileMode Ours = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        UserFile.Change(_folder["users"], users => users.Put(new UserEntry("bob", null, [])));
        Assert.Equal(Ours, File.GetUnixFileMode(_folder["users"]));

        File.SetUnixFileMode(_folder["users"], Ours | others);
        UserFile.Change(_folder["users"], users => users.Remove("bob"));
        Assert.Equal(Ours | others, File.GetUnixFileMode(_folder["users"]));
    }

    [PeerFact("root", "chown")]
    public async Task Its_owner_and_group_stay_or_else_who_is_removed_goes_on_since_the_proxy_can_not_read_it_any_more()
    {
        UserFile.Change(_folder["users"], users => users.Put(new UserEntry("bob", null, [])));
        using (Process chown = Process.Start("chown", ["1654:1655", _folder["users"]]))
        {
            await chown.WaitForExitAsync();
        }

        UserFile.Change(_folder["users"], users => users.Remove("bob"));

        Assert.Equal((1654u, 1655u), FileOwner.Of(_folder["users"]));
        Assert.Empty(UserFile.Read(_folder["users"]).Users);
    }

    [Fact]
    public void Two_can_not_change_it_at_once()
    {
        UserFile.Change(_folder["users"], _ =>
            Assert.Throws<IOException>(() => UserFile.Change(_folder["users"], _ => { })));
    }

    [Theory]
    [InlineData("alice")]
    [InlineData("alice:nohash:staff")]
    [InlineData("alice:Ym9keQ==:staff")]
    [InlineData(":: staff")]
    [InlineData("alice::a:b")]
    [InlineData("bob::\nBOB::")]
    public void A_file_that_says_something_else_is_refused_and_the_fault_names_the_line_only(string text)
    {
        File.WriteAllText(_folder["users"], "# one\n" + text + "\n");

        var e = Assert.Throws<FormatException>(() => UserFile.Read(_folder["users"]));

        Assert.Contains("line ", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("nohash", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_password_has_a_new_hash_each_time()
    {
        Assert.NotEqual(PasswordHashes.Hash("same"), PasswordHashes.Hash("same"));
    }
}
