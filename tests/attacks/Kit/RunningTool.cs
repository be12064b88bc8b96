using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace RpcHttpProxy.Attacks.Tests.Kit;

/// <summary>The program under attack, or a helper of the attack, as a process; what it says is kept.</summary>
internal sealed class RunningTool : IAsyncDisposable
{
    private const int HangUp = 1;       // signal(7)
    private const int Terminate = 15;

    private readonly Process _process;
    private readonly StringBuilder _said = new();

    private RunningTool(Process process, bool isHeard)
    {
        _process = process;
        if (!isHeard)
        {
            return;
        }

        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>All it has said on both outputs.</summary>
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

    public bool HasEnded => _process.HasExited;

    /// <summary>Memory of its own that is in use, in kB: no files, no code.</summary>
    public int AnonymousMemory => int.Parse(
        File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith("RssAnon:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2],
        System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The exit code of a program that has ended.</summary>
    public int ExitCode => _process.ExitCode;

    public static RunningTool Start(Launch launch) => StartProgram(launch.Words, launch.Directory, launch.NtlmUserFile, launch.IsHeard);

    /// <summary>Starts any program.</summary>
    public static RunningTool StartProgram(string[] words, string directory, string? ntlmUserFile = null, bool isHeard = true)
    {
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory,
        };
        if (ntlmUserFile is not null)
        {
            start.Environment["NTLM_USER_FILE"] = ntlmUserFile;
        }

        return new RunningTool(Process.Start(start)!, isHeard);
    }

    /// <summary>Runs a command of the program that must succeed, with a line for its standard input.</summary>
    public static async Task SucceedAsync(Launch launch, string input)
    {
        await using RunningTool running = Start(launch);
        await running._process.StandardInput.WriteLineAsync(input);
        running.CloseInput();
        await running._process.WaitForExitAsync().WaitAsync(Patience.Limit);
        Assert.True(running.ExitCode == 0, running.Said);
    }

    /// <summary>Runs a command of the program with a line for its standard input, and says how it ended and what it said; null when it took longer.</summary>
    public static async Task<(int Code, string Said)?> RunAsync(Launch launch, string input, TimeSpan limit)
    {
        await using RunningTool running = Start(launch);
        await running._process.StandardInput.WriteLineAsync(input);
        running.CloseInput();
        if (!await running.EndsAsync(limit))
        {
            return null;
        }

        await running._process.WaitForExitAsync(); // all it has said
        return (running.ExitCode, running.Said);
    }

    /// <summary>Ends its standard input.</summary>
    public void CloseInput() => _process.StandardInput.Close();

    /// <summary>Whether it ends by itself within the limit.</summary>
    public async Task<bool> EndsAsync(TimeSpan limit) => await Patience.ComesAsync(() => Task.FromResult(HasEnded), limit);

    /// <summary>Fails when it doesn't run any more.</summary>
    public void AssertRuns() => Attack.IsHeldOff(!HasEnded, HasEnded ? $"the process died with {ExitCode}:\n{End(Said)}" : "");

    /// <summary>SIGTERM.</summary>
    public void RequestEnd() => _ = Send(_process.Id, Terminate);

    /// <summary>SIGHUP.</summary>
    public void RequestReload() => _ = Send(_process.Id, HangUp);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _ = Send(_process.Id, Terminate);
            if (!await EndsAsync(TimeSpan.FromSeconds(1)))
            {
                _process.Kill(entireProcessTree: true);
            }
        }

        await _process.WaitForExitAsync().WaitAsync(Patience.Limit);
        _process.Dispose();
    }

    private static string End(string text) => text.Length > 2_000 ? text[^2_000..] : text;

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
