using System.Text;
using Serilog.Debugging;
using Serilog.Sinks.File;

namespace RpcHttpProxy.Hosting.Logging;

/// <summary>
/// A new log file is for its owner and group alone (0640, less what the umask takes): at Debug it has the cookies of living connections, as a
/// trace file has. One that has lines already keeps its mode, and so does one whose mode can't be set, which is no reason to log nothing.
/// </summary>
internal sealed class LogFileMode : FileLifecycleHooks
{
    private const UnixFileMode Most = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    /// <inheritdoc/>
    public override Stream OnFileOpened(string path, Stream underlyingStream, Encoding encoding)
    {
        if (!OperatingSystem.IsWindows() && underlyingStream.Length == 0)
        {
            try
            {
                File.SetUnixFileMode(path, File.GetUnixFileMode(path) & Most); // before its first line
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                SelfLog.WriteLine("The mode of {0} can't be set: {1}", path, e.Message);
            }
        }

        return underlyingStream;
    }
}
