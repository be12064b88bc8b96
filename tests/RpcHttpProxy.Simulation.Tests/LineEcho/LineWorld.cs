using System.Globalization;
using System.Text;
using RpcHttpProxy.Engine.Links;
using RpcHttpProxy.Engine.Reactors;
using RpcHttpProxy.Engine.Tests.LineEcho;
using RpcHttpProxy.Simulation.Clockwork;
using RpcHttpProxy.Simulation.Network;
using RpcHttpProxy.Tracing;

namespace RpcHttpProxy.Simulation.Tests.LineEcho;

/// <summary>
/// The line server on the simulation's wires and clock, with one reactor or three, and some sessions whose sizes, delays and fates come from
/// a seed.
/// </summary>
internal sealed class LineWorld : ITraceSink
{
    private const int MostSteps = 5_000_000;

    private readonly Actor _ground;
    private readonly WireModel _model;
    private readonly Reactor[] _reactors;
    private readonly List<Exception> _faults = [];
    private readonly List<TcpWire> _wires = [];
    private readonly List<Talk> _talks = [];
    private readonly List<TraceEvent> _trace = [];
    private readonly List<string> _transcript = [];
    private int _arrivals;

    public LineWorld(ulong seed, Tampering tampering = Tampering.None)
    {
        Seed = seed;
        Tamper = new Tamper(tampering);
        SeededRandom dice = SeededRandom.For(seed, "scenario");
        _ground = new Actor("ground", seed, EventQueue);
        _model = new WireModel(dice.Of(1, 200, 5_000, 50_000), dice.Of(200, 2_000, 20_000), dice.Of(1, 2, 4, 16));
        var time = new SimulatedTime(EventQueue, _ground);
        _reactors = [.. Enumerable.Range(0, dice.Of(1, 3)).Select(_ => new InlineReactor(time, _faults.Add, isHandedOver: false))];

        // Much time for last bytes: the slowest wires carry a few hundred a second.
        Server = new LineServer(new ReactorSet(_reactors), new LineOptions { LingerTimeout = TimeSpan.FromMinutes(10) }, this);
        Server.Dial = DialAsync;
        Fate[] fates = Enum.GetValues<Fate>();
        for (int i = dice.Between(2, 5); i > 0; i--)
        {
            _talks.Add(new Talk(this, $"{(char)('a' + i)}{seed}", dice.Of<Fate>(fates)));
        }
    }

    public ulong Seed { get; }

    public EventQueue EventQueue { get; } = new();

    public LineServer Server { get; }

    public Tamper Tamper { get; }

    public IReadOnlyList<string> Transcript => _transcript;

    public IEnumerable<Fate> Fates => _talks.Select(talk => talk.Fate);

    public int Reactors => _reactors.Length;

    public bool IsEnabled => true;

    /// <summary>Lets everything happen, then looks whether all is as it must be; throws when it isn't.</summary>
    public void Run()
    {
        List<Task> talking = [];
        foreach (Talk talk in _talks)
        {
            EventQueue.In(0, talk.Actor, () => talking.Add(talk.RunAsync()));
        }

        while (EventQueue.Step())
        {
            Assert.InRange(EventQueue.Steps, 0, MostSteps);
        }

        Assert.All(_talks.Zip(talking), one => Assert.True(one.Second.IsCompletedSuccessfully, $"{one.First}: {one.Second.Exception?.Message ?? "it waits for ever"}"));
        _talks.ForEach(talk => talk.Check());
        new LineTimes(_trace, Server.Options).Check(_talks);
        Assert.Equal((0, 0, 0, 0), (Server.Table.Count, Server.Links, Server.LinkOptions.Timers.Count, Server.Budget.Used));
        Assert.All(_wires, wire => Assert.Equal(2, wire.Closed));
        Assert.Empty(_faults);
        Assert.InRange(Server.Faults.Count, 0, _talks.Count(talk => talk.Fate == Fate.Crashes));
    }

    /// <summary>A peer opens a wire to the server. Each arrives on the next reactor.</summary>
    public SimulatedPeer Connect(Actor actor, string name, bool lingers)
    {
        TcpWire wire = NewWire(actor, name);
        _ = Server.RunAsync(new SimulatedCarrier(wire, isOpener: false, lingers, bytes => Written(wire, bytes)), _reactors[_arrivals++ % _reactors.Length]);
        return new SimulatedPeer(this, wire, isOpener: true);
    }

    public void Write(TraceEvent traceEvent)
    {
        _trace.Add(traceEvent);
        Note($"{traceEvent.Cookie} {traceEvent.Kind} {traceEvent.Channel} {traceEvent.Pdu} {traceEvent.Trigger} {traceEvent.Reason}");
    }

    private TcpWire NewWire(Actor actor, string name)
    {
        var wire = new TcpWire(EventQueue, actor, Seed, _model, $"{actor.Name}/{name}");
        _wires.Add(wire);
        return wire;
    }

    private ReadOnlyMemory<byte> Written(TcpWire wire, ReadOnlyMemory<byte> bytes)
    {
        ReadOnlyMemory<byte> truth = Tamper.Write(wire.Name, bytes);
        Note($"{wire.Name} < {Encoding.ASCII.GetString(truth.Span)}");
        return truth;
    }

    /// <summary>Whoever waits to be dialed is reached by his session's token.</summary>
    private async Task<Carrier> DialAsync(string name, CancellationToken cancellation)
    {
        await EventQueue.Of(_ground, _ground.SeededRandom.Between(0, _model.Latency));
        cancellation.ThrowIfCancellationRequested();
        Talk talk = _talks.FirstOrDefault(talk => talk.Token == name) ?? throw new IOException($"there is no {name}");
        TcpWire wire = NewWire(talk.Actor, "OUT");
        talk.Dialed(new SimulatedPeer(this, wire, isOpener: false));
        return new SimulatedCarrier(wire, isOpener: true, lingers: false, bytes => Written(wire, bytes));
    }

    private void Note(string line) => _transcript.Add(string.Create(CultureInfo.InvariantCulture, $"{EventQueue.Now} {line}"));
}
