using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.EndToEnd.Tests.Kit;

/// <summary>A process that runs until the test ends it; what it says is kept.</summary>
internal sealed class RunningProgram : IAsyncDisposable
{
    private const int HangUp = 1;       // signal(7)
    private const int KillNow = 9;
    private const int Terminate = 15;

    private readonly Process _process;
    private readonly bool _leadsGroup;
    private readonly StringBuilder _said = new();

    private RunningProgram(Process process, bool leadsGroup)
    {
        _process = process;
        _leadsGroup = leadsGroup;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>All it has said.</summary>
    public string Said
    {
        get
        {
            lock (_said)
            {
                return _said.ToString();
            }
        }
    }

    public static RunningProgram Start(string program, params string[] arguments) => new(Launch(program, arguments), leadsGroup: false);

    /// <summary>Starts a program that has children, which are ended with it.</summary>
    public static RunningProgram StartGroup(string program, params string[] arguments) =>
        new(Launch("setsid", [program, .. arguments]), leadsGroup: true);

    /// <summary>Waits until it says a line that matches.</summary>
    public async Task<Match> SaysAsync(string pattern)
    {
        await Eventually.TrueAsync(() => Regex.IsMatch(Said, pattern) || _process.HasExited, () => $"\"{pattern}\" was expected:\n{Said}");
        if (_process.HasExited)
        {
            await _process.WaitForExitAsync().WaitAsync(Patience.Limit); // Its last lines may come after its end.
        }

        Match match = Regex.Match(Said, pattern);
        Assert.True(match.Success, $"\"{pattern}\" was expected, but the program has ended:\n{Said}");
        return match;
    }

    /// <summary>Waits until somebody listens there.</summary>
    public async Task ListensAsync(IPEndPoint endPoint) => await Eventually.TrueAsync(
        () =>
        {
            Assert.False(_process.HasExited, Said);
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Connect(endPoint);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        },
        () => $"nobody listens at {endPoint}:\n{Said}");

    /// <summary>Waits until it ends by itself; what it has said on both outputs.</summary>
    /// <param name="atLeast">How long it takes in any case.</param>
    public async Task<(int ExitCode, string Said)> EndsAsync(TimeSpan atLeast = default)
    {
        await _process.WaitForExitAsync().WaitAsync(atLeast + Patience.Limit + Patience.Limit);
        return (_process.ExitCode, Said);
    }

    /// <summary>SIGTERM; the exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        RequestEnd();
        return await ExitCodeAsync();
    }

    /// <summary>The exit code, once it has ended.</summary>
    public async Task<int> ExitCodeAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience.Limit);
        return _process.ExitCode;
    }

    /// <summary>SIGTERM.</summary>
    public void RequestEnd() => Signal(Terminate);

    /// <summary>SIGHUP.</summary>
    public void RequestReload() => Signal(HangUp);

    public void Kill() => Signal(KillNow);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited || _leadsGroup)
        {
            Kill();
        }

        await _process.WaitForExitAsync().WaitAsync(Patience.Limit);
        _process.Dispose();
    }

    private static Process Launch(string program, string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    private void Signal(int signal) => _ = Send(_leadsGroup ? -_process.Id : _process.Id, signal);

    // [DllImport] rather than the source generator: one call, and no unsafe code for it.
    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Send(int process, int signal);

    private void Keep(string? line)
    {
        lock (_said)
        {
            _said.AppendLine(line);
        }
    }
}
