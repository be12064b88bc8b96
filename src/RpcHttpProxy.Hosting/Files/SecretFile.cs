using Microsoft.Extensions.Logging;

namespace RpcHttpProxy.Hosting.Files;

/// <summary>Files that only their owner, and maybe a group of its, should read.</summary>
internal static class SecretFile
{
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.GroupWrite;

    /// <summary>Says of a file that is there when others can read or change it.</summary>
    public static void SayWhenOpen(ILogger logger, string path)
    {
        if (!OperatingSystem.IsWindows() && File.Exists(path) && (File.GetUnixFileMode(path) & Others) != 0)
        {
            Log.SecretReadable(logger, path);
        }
    }
}
