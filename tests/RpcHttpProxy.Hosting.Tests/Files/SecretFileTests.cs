using System.Runtime.Versioning;
using RpcHttpProxy.Hosting.Files;
using RpcHttpProxy.Hosting.Tests.Carriers;
using RpcHttpProxy.Hosting.Tests.Wire;

namespace RpcHttpProxy.Hosting.Tests.Files;

[UnsupportedOSPlatform("windows")]
public class SecretFileTests
{
    [Theory]
    [InlineData("rw-------", false)]
    [InlineData("rw-r-----", false)] // a group of the operator's
    [InlineData("rw-r--r--", true)]
    [InlineData("rw-rw----", true)]
    [InlineData("rw-----w-", true)]
    public void A_file_that_others_can_read_or_change_is_told(string mode, bool isTold)
    {
        using var folder = new ScratchFolder();
        var log = new RecordedLog();
        File.WriteAllText(folder["key"], "");
        File.SetUnixFileMode(folder["key"], (UnixFileMode)mode.Aggregate(0, (bits, c) => (bits << 1) | (c == '-' ? 0 : 1)));

        SecretFile.SayWhenOpen(log, folder["key"]);
        SecretFile.SayWhenOpen(log, folder["nothing there"]);

        Assert.Equal(isTold ? 1 : 0, log.Lines.Count);
    }
}
