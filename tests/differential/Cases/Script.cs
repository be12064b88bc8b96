using System.Net;
using System.Net.Sockets;
using RpcHttpProxy.Differential.Tests.Comparison;
using RpcHttpProxy.Differential.Tests.Roles;
using RpcHttpProxy.Differential.Tests.Wire;

namespace RpcHttpProxy.Differential.Tests.Cases;

/// <summary>One run of a case against one build: opens legs, and notes all that comes on them.</summary>
internal sealed class Script(Side side, Servers servers) : IAsyncDisposable
{
    private const int OneGiB = 1 << 30;

    private readonly List<Leg> _legs = [];
    private readonly List<string> _notes = [];
    private readonly List<(Leg One, Leg Other, bool EvenAfterReset)> _pairs = [];
    private readonly HashSet<string> _forgotten = [], _endForgotten = [];
    private readonly List<(RoleProcess Process, CounterReading Before)> _roles = [];
    private bool _withoutCounters;
    private string? _forgottenCounter;

    public Side Side => side;

    /// <summary>The listener that stands for the server behind the proxies, or for the service behind the backend, or for a proxy before a command.</summary>
    public Servers Servers => servers;

    /// <summary>The first process this run spoke to.</summary>
    private int ProcessId => _roles.Count > 0 ? _roles[0].Process.ProcessId : 0;

    /// <summary>Connects to a role: to its plain port, or its TLS port.</summary>
    public async Task<Leg> ConnectAsync(string name, Role role, bool tls = false, int? receiveBuffer = null)
    {
        RoleProcess process = await UseAsync(role);
        bool isBackend = role is Role.Backend or Role.TlsBackend or Role.HurriedBackend;
        IPEndPoint port = side.Through(isBackend || tls ? process.Ports.Tls : process.Ports.Plain);     // of a backend the second endpoint
        return Add(await Leg.ConnectAsync(name, port, isBackend ? role == Role.TlsBackend : tls, receiveBuffer));
    }

    /// <summary>Connects to the backend's endpoint with rpcecho behind it.</summary>
    public async Task<Leg> ConnectToEchoAsync(string name) =>
        Add(await Leg.ConnectAsync(name, side.Through((await UseAsync(Role.Backend)).Ports.Plain)));

    /// <summary>An IN channel: connects and sends the request's head.</summary>
    public async Task<Leg> InAsync(Role role, bool tls = false, long length = OneGiB, string? server = null, string name = "in")
    {
        Leg leg = await ConnectAsync(name, role, tls);
        await leg.SendAsync($"RPC_IN_DATA /rpc/rpcproxy.dll?{server ?? servers.Server} HTTP/1.1\r\nHost: proxy\r\nContent-Length: {length}\r\n\r\n");
        return leg;
    }

    /// <summary>An OUT channel, the same.</summary>
    public async Task<Leg> OutAsync(Role role, bool tls = false, long length = 76, string? server = null, string name = "out", int? receiveBuffer = null)
    {
        Leg leg = await ConnectAsync(name, role, tls, receiveBuffer);
        await leg.SendAsync($"RPC_OUT_DATA /rpc/rpcproxy.dll?{server ?? servers.Server} HTTP/1.1\r\nHost: proxy\r\nContent-Length: {length}\r\n\r\n");
        return leg;
    }

    /// <summary>Accepts what the role under test connects to: the server, or the service.</summary>
    public async Task<Leg> AcceptAsync(string name) => Add(await Leg.AcceptAsync(name, servers.Listener));

    /// <summary>A role whose counters and traces are noted, though no leg of this run leads to it.</summary>
    public async Task<RoleProcess> UseAsync(Role role)
    {
        RoleProcess process = await side.RoleAsync(role);
        if (!_roles.Exists(one => one.Process == process))
        {
            _roles.Add((process, process.Last ?? await process.Counters.ReadAsync()));
        }

        return process;
    }

    /// <summary>Something seen that no leg shows.</summary>
    public void Note(string line) => _notes.Add(line);

    /// <summary>Says nothing of a leg: how much came on it before the end is chance.</summary>
    public void Forget(string name) => _forgotten.Add(name);

    /// <summary>Says what came on a leg, and not whether FIN or RST ended it: 0b02aca compared with itself does either.</summary>
    public void ForgetEnd(string name) => _endForgotten.Add(name);

    /// <summary>Says nothing of what the roles counted and traced: of channels that are opened at the same time, which one gets there is chance.</summary>
    public void ForgetCounters() => _withoutCounters = true;

    /// <summary>Says nothing of one counter: whether it is reached is chance.</summary>
    public void ForgetCounter(string name) => _forgottenCounter = name;

    /// <summary>Says no more on one leg and reads all of them to their ends: what a connection does that is alive, and one that isn't doesn't live to see.</summary>
    public async Task FinishAsync(Leg first)
    {
        await first.FinishAsync();
        await ReadToEndsAsync();
    }

    /// <summary>
    /// Two legs that end together, though the role under test doesn't end both: when either has ended in order, so does the other. After a
    /// reset it doesn't: where the role resets both, one would race with the other.
    /// </summary>
    /// <param name="one">One of them.</param>
    /// <param name="other">The other.</param>
    /// <param name="evenAfterReset">The role never resets both, since to it they have nothing to do with each other: then the other ends after a reset, too.</param>
    public void Pair(Leg one, Leg other, bool evenAfterReset = false) => _pairs.Add((one, other, evenAfterReset));

    /// <summary>Reads all legs to their ends; each is closed when it has ended.</summary>
    /// <param name="takesThatSecond">As for <see cref="Leg.ReadToEndAsync"/>.</param>
    public Task ReadToEndsAsync(bool takesThatSecond = false) => Task.WhenAll(_legs.Select(async leg =>
    {
        await leg.ReadToEndAsync(takesThatSecond);
        await leg.DisposeAsync();
        foreach ((Leg one, Leg other, _) in _pairs.Where(pair => (pair.One == leg || pair.Other == leg) && (pair.EvenAfterReset || leg.End != LegEnd.Reset)))
        {
            await (one == leg ? other : one).FinishAsync();
        }
    }));

    /// <summary>Waits until the roles are done with all of it, and says what was seen.</summary>
    /// <param name="expected">What another build did: the roles are given time to come to the same.</param>
    public async Task<Observation> ObserveAsync(Observation? expected)
    {
        foreach (Leg leg in _legs)
        {
            await leg.DisposeAsync();
        }

        var normalization = new Normalization(Known(), ProcessId);
        var lines = new List<string>();
        foreach (Leg leg in _legs.Where(leg => !_forgotten.Contains(leg.Name)))
        {
            lines.AddRange(Rendering.Lines(leg.Received).Select(line => $"{leg.Name}: {normalization.Apply(line)}"));
            bool isChance = _endForgotten.Contains(leg.Name) && leg.End is (LegEnd.Fin or LegEnd.Reset);
            lines.Add($"{leg.Name} end: {(isChance ? "Fin or Reset" : leg.End?.ToString() ?? "not looked at")}");
        }

        lines.AddRange(_notes.Select(normalization.Apply));
        while (servers.Listener.Poll(0, SelectMode.SelectRead))
        {
            (await servers.Listener.AcceptAsync()).Close(0);
            lines.Add("one connection to the server more");
        }

        foreach ((RoleProcess process, CounterReading before) in _roles)
        {
            IReadOnlyList<string> counted = await process.SettleAsync(before, _withoutCounters ? null : expected?.Lines);
            if (!_withoutCounters)
            {
                lines.AddRange(counted.Where(line => _forgottenCounter is null || !line.Contains(_forgottenCounter, StringComparison.Ordinal)));
            }
        }

        return new Observation(lines);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Leg leg in _legs)
        {
            await leg.DisposeAsync();
        }
    }

    private IReadOnlyList<(string Text, string Name)> Known() =>
        [(side.Folder, "(folder)"), .. _roles.SelectMany(one => one.Process.Ports.All.Select((port, i) => ($"{port}", $"({one.Process.Role} {i})")))];

    private Leg Add(Leg leg)
    {
        _legs.Add(leg);
        return leg;
    }
}
