namespace Stateless.Tests;

/// <summary>A machine that starts in A, and the lines its actions, listeners and guards have logged.</summary>
public sealed class Story
{
    private readonly List<string> _lines = [];

    public Story(FiringMode mode = FiringMode.Queued, S initial = S.A)
    {
        Machine = new Machine(initial, mode);
    }

    private Story(Func<Story, Machine> make) => Machine = make(this);

    public Machine Machine { get; }

    /// <summary>Keeps the state outside the machine and logs every write, but no read.</summary>
    public static Story WithExternalState(S initial = S.A)
    {
        S state = initial;
        return new Story(story => new Machine(
            () => state,
            written =>
            {
                state = written;
                story.Say($"state := {written}");
            },
            FiringMode.Queued));
    }

    public void Say(string line) => _lines.Add(line);

    /// <summary>An action that logs one line.</summary>
    public Action Saying(string line) => () => Say(line);

    /// <summary>A guard that logs its name and answers.</summary>
    public Func<bool> Guard(string name, bool answer) => () =>
    {
        Say(name);
        return answer;
    };

    /// <summary>Logs entry and exit of these states, with what State reads meanwhile.</summary>
    public Story Watch(params S[] states)
    {
        foreach (S state in states)
        {
            Machine.Configure(state)
                .OnEntry(() => Say($"enter {state} [State {Machine.State}]"))
                .OnExit(() => Say($"exit {state} [State {Machine.State}]"));
        }

        return this;
    }

    /// <summary>Logs what the two listeners are told, with what State reads meanwhile.</summary>
    public Story Listen()
    {
        Machine.OnTransitioned(t => Say($"transitioned {Told(t)} [State {Machine.State}]"));
        Machine.OnTransitionCompleted(t => Say($"completed {Told(t)} [State {Machine.State}]"));
        return this;
    }

    /// <summary>Proves that exactly these lines were logged since the last call.</summary>
    public void Tells(params string[] expected)
    {
        Assert.Equal(expected, _lines);
        _lines.Clear();
    }

    public static string Told(Machine.Transition t) =>
        $"{t.Source}--{t.Trigger}-->{t.Destination}{(t.IsReentry ? " (reentry)" : "")}";
}
