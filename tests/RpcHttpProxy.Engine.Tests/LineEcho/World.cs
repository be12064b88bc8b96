using RpcHttpProxy.Engine.Links;
using RpcHttpProxy.Engine.Reactors;
using RpcHttpProxy.TestKit;
using RpcHttpProxy.Tracing;

namespace RpcHttpProxy.Engine.Tests.LineEcho;

/// <summary>A line server on one thread and a clock that is moved by hand, and wires to it.</summary>
internal sealed class World : IDisposable
{
    private readonly InlineReactor[] _reactors;
    private int _arrivals;

    public World(int reactors = 1, LineOptions? options = null, ITraceSink? trace = null)
    {
        SynchronizationContext.SetSynchronizationContext(null); // What the engine awaits goes on here, not where a test runner likes.
        _reactors = [.. Enumerable.Range(0, reactors).Select(_ => new InlineReactor(Time, fault => Server!.Faults.Add(fault), isHandedOver: false))];
        Server = new LineServer(new ReactorSet(_reactors), options ?? new LineOptions(), trace);
    }

    public ManualTime Time { get; } = new();

    public LineServer Server { get; }

    public void Dispose()
    {
        foreach (InlineReactor reactor in _reactors)
        {
            reactor.Dispose();
        }
    }

    /// <summary>
    /// A wire whose peer has opened it and has said <paramref name="text"/>. Each arrives on the next reactor; with three of them, IN and OUT on
    /// different ones, of which one at most is the owner.
    /// </summary>
    public Wire Open(string text = "", Wire? wire = null, bool lingers = false)
    {
        wire ??= new Wire();
        _ = Server.RunAsync(new WireCarrier(wire, lingers), _reactors[_arrivals++ % _reactors.Length]);
        if (text.Length > 0)
        {
            wire.Send(text);
        }

        return wire;
    }

    /// <summary>IN and OUT of a token, joined, OUT first.</summary>
    public (Wire In, Wire Out) OpenBoth(string token = "a", bool lingers = false, Wire? outWire = null)
    {
        Wire outOfIt = Open($"{WireCarrier.Greeting}\nOUT {token}\n", outWire, lingers);
        Wire into = Open($"{WireCarrier.Greeting}\nIN {token}\n", lingers: lingers);
        Assert.Equal("OK\n", outOfIt.Received());
        return (into, outOfIt);
    }

    /// <summary>Whom the server dials is there at once, at the far end of this wire.</summary>
    public Wire Answering()
    {
        var wire = new Wire();
        Server.Dial = (_, _) => Task.FromResult<Carrier>(new WireCarrier(wire));
        return wire;
    }

    /// <summary>Nothing is left: no row, no link, no timer, no byte; and no fault but those that were asked for.</summary>
    public void ExpectNothingLeft(int faults = 0)
    {
        Assert.Equal(faults, Server.Faults.Count);
        Assert.Equal((0, 0, 0, 0), (Server.Table.Count, Server.Links, Server.LinkOptions.Timers.Count, Server.Budget.Used));
    }
}
