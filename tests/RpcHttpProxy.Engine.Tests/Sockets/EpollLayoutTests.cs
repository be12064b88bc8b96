using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using RpcHttpProxy.Engine.Sockets;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Engine.Tests.Sockets;

/// <summary>What is handed to the C library is laid out as its headers say, on each processor we name.</summary>
public sealed class EpollLayoutTests
{
    [PeerFact("gcc", "aarch64-linux-gnu-gcc", "qemu-aarch64-static")]
    public async Task Layout_and_constants_are_those_of_the_c_headers()
    {
        Dictionary<Architecture, string[][]> processors = new()
        {
            [Architecture.X64] = [["gcc"], []],
            [Architecture.Arm64] = [["aarch64-linux-gnu-gcc", "-static"], ["qemu-aarch64-static"]],
        };
        foreach ((Architecture processor, string[][] commands) in processors.Where(one => one.Key != Architecture.X64 || RuntimeInformation.OSArchitecture == Architecture.X64))
        {
            Assert.Equal(Expected(EpollLayout.Of(processor)), await AskAsync(commands[0], commands[1]));
        }
    }

    private static string[] Expected(EpollLayout layout) =>
    [
        $"Size {layout.Size}", $"Data {layout.Data}", "Events 0",
        $"CloseOnExec {EpollLayout.CloseOnExec}", $"CloseOnExec {EpollLayout.CloseOnExec}", $"NonBlocking {EpollLayout.NonBlocking}",
        $"Add {EpollLayout.Add}", $"Delete {EpollLayout.Delete}", $"EdgeTriggered {EpollLayout.EdgeTriggered}",
        .. new[] { Readiness.Readable, Readiness.Writable, Readiness.Failed, Readiness.Closed, Readiness.PeerFinished }.Select(one => $"{one} {(uint)one}"),
        $"Interrupted {Epoll.Interrupted}", $"InProgress {SocketConnect.InProgress}",
    ];

    private static async Task<string[]> AskAsync(string[] compiler, string[] emulator)
    {
        string program = Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"epoll-{Guid.NewGuid():N}"));
        try
        {
            await RunAsync([.. compiler, "-o", program, Path.Combine(RepositoryRoot.Path, "tests", "RpcHttpProxy.Engine.Tests", "Sockets", "epoll.c")]);
            return (await RunAsync([.. emulator, program])).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        finally
        {
            File.Delete(program);
        }
    }

    private static async Task<string> RunAsync(string[] command)
    {
        using Process process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', command)} ended with {process.ExitCode}: {await errors}");
        return await output;
    }
}
