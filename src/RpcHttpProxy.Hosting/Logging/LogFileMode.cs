using System.Text;
using Serilog.Sinks.File;

namespace RpcHttpProxy.Hosting.Logging;

/// <summary>
/// A new log file is for its owner and group alone (0640, less what the umask takes): at Debug it has the cookies of living connections, as a
/// trace file has. One that is there already keeps the mode that somebody gave it.
/// </summary>
internal sealed class LogFileMode : FileLifecycleHooks
{
    private const UnixFileMode Most = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    /// <inheritdoc/>
    public override Stream OnFileOpened(string path, Stream underlyingStream, Encoding encoding)
    {
        if (!OperatingSystem.IsWindows() && underlyingStream.Length == 0)
        {
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) & Most); // before its first line
        }

        return underlyingStream;
    }
}
