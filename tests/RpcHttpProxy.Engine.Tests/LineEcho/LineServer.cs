using System.Collections.Concurrent;
using RpcHttpProxy.Engine.Links;
using RpcHttpProxy.Engine.Reactors;
using RpcHttpProxy.Engine.Sessions;
using RpcHttpProxy.Tracing;

namespace RpcHttpProxy.Engine.Tests.LineEcho;

/// <summary>
/// The echo service: reactors, a table by token, and the links that live. A second protocol on the engine, made of nothing but what the
/// engine shows everybody.
/// </summary>
internal sealed class LineServer
{
    private const int FirstLineTimer = 0;

    private readonly ConcurrentDictionary<LineLink, byte> _links = new();

    public LineServer(ReactorSet reactors, LineOptions options, ITraceSink? trace = null)
    {
        (Reactors, Options) = (reactors, options);
        Trace = new LineTrace(trace ?? NullTraceSink.Instance, reactors.All[0].Time);
        Budget = new BufferBudget(options.Budget);
        LinkOptions = new LinkOptions { MaxWaitingBytes = options.MaxWaitingBytes, LingerTimeout = options.LingerTimeout, Budget = Budget };
    }

    public ReactorSet Reactors { get; }

    public LineOptions Options { get; }

    public LinkOptions LinkOptions { get; }

    public LineTrace Trace { get; }

    public BufferBudget Budget { get; }

    public ConnectionTable<string, LineSession> Table { get; } = new();

    public ConcurrentBag<Exception> Faults { get; } = [];

    /// <summary>Opens the way to a name; throws when there is none.</summary>
    public Func<string, CancellationToken, Task<Carrier>> Dial { get; set; } = (name, _) => throw new IOException($"there is no {name}");

    /// <summary>Links of which something is left.</summary>
    public int Links => _links.Count;

    /// <summary>Carries what a peer opened, on the reactor where it has arrived. Completes when nothing of it is left.</summary>
    public Task RunAsync(Carrier carrier, Reactor arrivesOn)
    {
        var link = new LineLink(this, arrivesOn);
        _links.TryAdd(link, default);
        link.Reactor.Post(() =>
        {
            link.StartFirstTimer(FirstLineTimer, Options.FirstLineTimeout);
            link.Begin(carrier);
        });
        return link.Forgotten;
    }

    /// <summary>Finds or makes the session of a token, and takes the link in; gives why not.</summary>
    public string? Admit(LineLink link, FirstLine first) =>
        Table.GetOrAdd(first.Token, Open).Join(link, first);

    /// <summary>Opens a link that its session has asked for. Never throws.</summary>
    public async Task EstablishAsync(LineLink link, string name)
    {
        _links.TryAdd(link, default);
        Carrier? carrier = null;
        Exception? failure = null;
        try
        {
            carrier = await Dial(name, link.Life);
        }
        catch (Exception e)
        {
            failure = e;
        }

        await link.Reactor.NextTurn();
        if (carrier is not null)
        {
            link.Establish(carrier);
        }
        else
        {
            link.NotEstablish(failure!);
        }
    }

    public void Forget(LineLink link) => _links.TryRemove(link, out _);

    private LineSession Open(string token)
    {
        Trace.Opened(token);
        return new LineSession(this, token);
    }
}
