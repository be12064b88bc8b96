using System.Net;
using RpcHttpProxy.Differential.Tests.Tools;

namespace RpcHttpProxy.Differential.Tests.Roles;

/// <summary>One build with its processes, which are started when a case first needs them.</summary>
/// <param name="name">For reports.</param>
/// <param name="tool">The executable.</param>
/// <param name="service">Where the second endpoint of a backend finds its service: a listener of the tests.</param>
/// <param name="more">Added to the command line of each role.</param>
internal sealed class Side(string name, string tool, IPEndPoint service, params string[] more) : IAsyncDisposable
{
    private const int Tries = 3;

    private readonly Scratch _scratch = new();
    private readonly Dictionary<Role, RoleProcess> _running = [];

    public string Name => name;

    public string Tool => tool;

    public string Folder => _scratch.Folder;

    public string Users => _scratch.Users;

    /// <summary>Puts something between the tests and a port, and gives its own; used to show that the comparison notices.</summary>
    public Func<IPEndPoint, IPEndPoint> Through { get; init; } = port => port;

    public async Task<RoleProcess> RoleAsync(Role role)
    {
        if (_running.TryGetValue(role, out RoleProcess? running))
        {
            return running;
        }

        if (role == Role.Guarded)
        {
            await AddUserAsync();
        }

        return _running[role] = await StartAsync(role);
    }

    /// <summary>What is gone that cases need: the build, the folder of this run, a process. Null when all is there.</summary>
    public string? Lost()
    {
        if (!File.Exists(tool))
        {
            return $"the build {tool} is gone.";
        }

        if (!Directory.Exists(Folder))
        {
            return $"the folder {Folder} with its certificate and traces is gone.";
        }

        RoleProcess? ended = _running.Values.FirstOrDefault(one => one.HasExited);
        return ended is null ? null : $"the process {ended.Role} has ended with {ended.ExitCode}, and nobody had ended it. Its last words:\n{ended.Said}";
    }

    /// <summary>Ends all of them with SIGTERM; how each ended, and what it had logged that nobody should see.</summary>
    public async Task<IReadOnlyList<string>> StopAsync()
    {
        var lines = new List<string>();
        foreach (RoleProcess process in _running.Values.OrderBy(one => one.Role))
        {
            int exitCode = await process.TerminateAsync();
            int faults = process.Said.Split('\n').Count(line => line.Contains(" ERR ", StringComparison.Ordinal) || line.Contains(" FTL ", StringComparison.Ordinal));
            lines.Add($"{process.Role} ended with {exitCode}, errors logged: {faults}");
        }

        return lines;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (RoleProcess process in _running.Values)
        {
            await process.DisposeAsync();
        }

        _scratch.Dispose();
    }

    /// <summary>A port that was free may be somebody's by the time it is wanted: then others are.</summary>
    private async Task<RoleProcess> StartAsync(Role role)
    {
        for (int left = Tries; ; left--)
        {
            RolePorts ports = RolePorts.Take();
            string[] arguments = [.. RoleArguments.Of(role, ports, _scratch, service), .. more];
            try
            {
                return await RoleProcess.StartAsync(tool, role, ports, _scratch.TraceFolder(role), arguments);
            }
            catch (InvalidOperationException e) when (left > 1 && e.Message.Contains("another program listens there already", StringComparison.Ordinal))
            {
            }
        }
    }

    private async Task AddUserAsync()
    {
        Command added = await Command.RunAsync(
            tool, ["user", "add", "--users", _scratch.Users, RoleArguments.User, "--password-stdin"], RoleArguments.Password + "\n");
        if (added.ExitCode != 0)
        {
            throw new InvalidOperationException(added.Errors);
        }
    }
}
