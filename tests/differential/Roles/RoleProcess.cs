using System.Diagnostics;
using System.Net.NetworkInformation;
using System.Text;
using RpcHttpProxy.Differential.Tests.Tools;

namespace RpcHttpProxy.Differential.Tests.Roles;

/// <summary>One role of one build, running.</summary>
internal sealed class RoleProcess : IAsyncDisposable
{
    private const int Terminate = 15;       // signal(7)
    private const int MuchTheSame = 10;     // looks, some milliseconds apart

    private readonly Process _process;
    private readonly StringBuilder _said = new();

    private RoleProcess(Role role, RolePorts ports, Process process, string traceFolder)
    {
        (Role, Ports, _process) = (role, ports, process);
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Counters = new Counters(ports.Admin);
        Trace = new TraceFolder(traceFolder);
    }

    public Role Role { get; }

    public RolePorts Ports { get; }

    public Counters Counters { get; }

    public TraceFolder Trace { get; }

    public int ProcessId => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Once it has exited; a signal is 128 and its number.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>The counters as they were when the last case was over.</summary>
    public CounterReading? Last { get; private set; }

    /// <summary>What it has logged: warnings and errors.</summary>
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

    public static async Task<RoleProcess> StartAsync(string tool, Role role, RolePorts ports, string traceFolder, string[] arguments)
    {
        Directory.CreateDirectory(traceFolder);
        var process = new RoleProcess(role, ports, Process.Start(new ProcessStartInfo(tool, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),      // no appsettings.json of anybody's, which the baseline reads
        })!, traceFolder);
        bool isThere = await Patience.UntilAsync(() => Task.FromResult(process._process.HasExited || process.Listens()), Patience.Limit * 2);
        if (isThere && !process._process.HasExited)
        {
            return process;
        }

        await process.DisposeAsync();
        throw new InvalidOperationException($"{tool} {string.Join(' ', arguments)} doesn't listen:\n{process.Said}");
    }

    /// <summary>
    /// Waits until nothing is held, all ends are traced and, since some is counted after a peer has seen its end, until either all is as it is
    /// expected or nothing has changed for a while.
    /// </summary>
    /// <returns>What was counted and traced since then, as lines.</returns>
    public async Task<IReadOnlyList<string>> SettleAsync(CounterReading before, IReadOnlyCollection<string>? expected)
    {
        string own = $"{Role} ";
        string[]? awaited = expected is null ? null : [.. expected.Where(line => line.StartsWith(own, StringComparison.Ordinal))];
        string[] lines = [];
        int unchanged = 0;
        await Patience.UntilAsync(
            async () =>
            {
                Last = await Counters.ReadAsync();
                Trace.Read();
                string[] now = [.. Last.LinesSince(before).Select(line => $"{own}counters: {line}"), .. Trace.Lines.Select(line => $"{own}trace: {line}")];
                unchanged = now.SequenceEqual(lines) ? unchanged + 1 : 0;
                lines = now;
                bool isOver = Last.HoldsNothing && Trace.Closed >= Last.EndedSince(before);
                return isOver && (awaited is null ? unchanged > 0 : unchanged > MuchTheSame || lines.SequenceEqual(awaited));
            },
            Patience.Settling);
        Trace.Forget();
        return lines;
    }

    /// <summary>SIGTERM; the exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        _ = Signal(_process.Id, Terminate);
        using var late = new CancellationTokenSource(Patience.Limit * 2);
        try
        {
            await _process.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            throw new InvalidOperationException($"The process {Role} does not end on SIGTERM:\n{Said}");
        }

        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        Counters.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    // [DllImport] rather than the source generator: one call, and no unsafe code for it.
    [System.Runtime.InteropServices.DllImport("libc", EntryPoint = "kill")]
    private static extern int Signal(int process, int signal);

    private void Keep(string? line)
    {
        lock (_said)
        {
            _said.AppendLine(line);
        }
    }

    /// <summary>Looks without connecting: a backend counts a connection that says nothing, some time later, when a case may be at work.</summary>
    private bool Listens()
    {
        HashSet<int> listening = [.. IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(one => one.Port)];
        return Ports.All.All(port => listening.Contains(port.Port));
    }
}
