using RpcHttpProxy.Engine.Tests.LineEcho;
using RpcHttpProxy.Simulation.Clockwork;

namespace RpcHttpProxy.Simulation.Tests.LineEcho;

/// <summary>One session as its peers have it: what they say, what they hear, and what they must have heard in the end.</summary>
internal sealed class Talk
{
    private const string Greeting = LineCarrier.Greeting + "\n";
    private const int MostLines = 60;
    private const int LongestText = 150;

    private readonly LineWorld _world;
    private readonly List<Task> _reading = [];
    private readonly List<string> _said = [];
    private SimulatedPeer? _in;
    private SimulatedPeer? _third;
    private SimulatedPeer? _out;

    public Talk(LineWorld world, string token, Fate fate)
    {
        (_world, Token, Fate) = (world, token, fate);
        Actor = new Actor(token, world.Seed, world.EventQueue);
        Lines = Actor.SeededRandom.Between(1, MostLines);
    }

    public string Token { get; }

    public Fate Fate { get; }

    public Actor Actor { get; }

    /// <summary>The timer that must elapse, and no other; null for none.</summary>
    public string? Timer => Fate switch { Fate.Silent => "Idle", Fate.OnlyIn or Fate.OnlyOut => "Join", _ => null };

    /// <summary>True when nothing goes wrong on its wires, so that all that was said must be heard.</summary>
    public bool IsWhole => Fate is not (Fate.Dropped or Fate.Reset or Fate.Crashes);

    private int Lines { get; }

    public async Task RunAsync()
    {
        Connect();
        bool isOutFirst = Actor.SeededRandom.OneIn(2);
        if (isOutFirst)
        {
            await OpenOutAsync();
        }

        if (_in is not null)
        {
            await _in.SayAsync($"{Greeting}{FirstLine()}");
        }

        if (!isOutFirst)
        {
            await _world.EventQueue.Of(Actor, Actor.SeededRandom.Between(0, 100_000));
            await OpenOutAsync();
        }

        await SayAllAsync();
        await Task.WhenAll(_reading);
    }

    /// <summary>The server opens OUT.</summary>
    public void Dialed(SimulatedPeer peer)
    {
        _out = peer;
        Read(peer);
        _ = peer.SayAsync(Greeting);
    }

    /// <summary>Throws when something was lost, doubled or mixed, or nobody was told why it has ended.</summary>
    public void Check()
    {
        string echo = (Fate == Fate.Dialed ? "" : "OK\n") + string.Concat(_said.Select(line => line + "\n"));
        if (_out is not null)
        {
            Assert.StartsWith(_out.Received, echo, StringComparison.Ordinal);
            Assert.True(!IsWhole || (_out.Received == echo && _out.IsFinished), $"{this}: {_out.Received.Length} of {echo.Length} bytes came");
        }

        if (_in is not null && IsWhole)
        {
            Assert.Equal(Farewell(), _in.Received);
            Assert.True(_in.IsFinished, $"{this}: no FIN on IN");
        }

        Assert.Equal(_third is null ? null : "ERR the token is taken\n", _third?.Received);
    }

    public override string ToString() => $"{Token} ({Fate})";

    private string FirstLine() => Fate switch
    {
        Fate.NoFirstLine => "",
        Fate.Dialed => $"IN {Token} {Token}\n",
        Fate.NotDialed => $"IN {Token} friend\n",
        _ => $"IN {Token}\n",
    };

    private string Farewell() => Fate switch
    {
        Fate.NotDialed => "ERR there is no friend\n",
        Fate.Silent => "ERR silence\n",
        Fate.OnlyIn => "ERR half a session\n",
        Fate.NoFirstLine => "ERR no first line in time\n",
        _ => "BYE\n",
    };

    /// <summary>What is said behind the end must be read, where the farewell is to be heard.</summary>
    private void Connect()
    {
        if (Fate != Fate.OnlyOut)
        {
            Read(_in = _world.Connect(Actor, "IN", lingers: Fate is Fate.OnlyIn or Fate.NotDialed || Actor.SeededRandom.OneIn(2)));
        }

        if (Fate is not (Fate.OnlyIn or Fate.Dialed or Fate.NotDialed or Fate.NoFirstLine))
        {
            Read(_out = _world.Connect(Actor, "OUT", lingers: Actor.SeededRandom.OneIn(2)));
        }
    }

    private async Task OpenOutAsync()
    {
        if (_out is not null && Fate != Fate.Dialed)
        {
            await _out.SayAsync($"{Greeting}OUT {Token}\n");
        }
    }

    private async Task SayAllAsync()
    {
        if (_in is null || Fate == Fate.NoFirstLine)
        {
            return;
        }

        int strikeAt = Actor.SeededRandom.Between(0, Lines);
        for (int i = 0; i < Lines; i++)
        {
            string text = $"{Token} {i}: {new string('x', Actor.SeededRandom.Between(0, LongestText))}";
            if (Fate is not (Fate.OnlyIn or Fate.NotDialed))
            {
                _said.Add(text);
            }

            if (!await _in.SayAsync($"SAY {text}\n"))
            {
                return;
            }

            if (i == strikeAt)
            {
                await StrikeAsync();
            }
        }

        await EndAsync(_in);
    }

    private async Task StrikeAsync()
    {
        SimulatedPeer victim = Actor.SeededRandom.OneIn(2) ? _in! : _out ?? _in!;
        switch (Fate)
        {
            case Fate.Dropped:
                victim.Wire.Drop();
                break;
            case Fate.Reset:
                victim.Reset();
                break;
            case Fate.Crashes:
                await _in!.SayAsync("CRASH\n");
                break;
            case Fate.TakenTwice:
                await ComeThirdAsync();
                break;
        }
    }

    /// <summary>Behind the first echo, which shows that IN is joined; and the session lives until the refusal.</summary>
    private async Task ComeThirdAsync()
    {
        while (!_out!.Received.Contains(':', StringComparison.Ordinal))
        {
            await _world.EventQueue.Of(Actor, 10_000);
        }

        Read(_third = _world.Connect(Actor, "third", lingers: true));
        await _third.SayAsync($"{Greeting}IN {Token}\n");
        while (!_third.IsFinished)
        {
            await _world.EventQueue.Of(Actor, 10_000);
        }
    }

    private async Task EndAsync(SimulatedPeer into)
    {
        if (Fate == Fate.Finishes)
        {
            into.Finish();
        }
        else if (Fate != Fate.Silent)
        {
            await into.SayAsync("QUIT\n");
        }
    }

    private void Read(SimulatedPeer peer) => _reading.Add(peer.ReadToEndAsync());
}
