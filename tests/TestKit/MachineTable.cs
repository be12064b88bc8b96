namespace RpcHttpProxy.TestKit;

/// <summary>One arc as a document tells it.</summary>
public sealed record Arc(string State, string Trigger, string Next, string[] Requests, string Section);

/// <summary>A machine as <c>specs/machines</c> tells it: a cell for every state and trigger, and the arcs with what they do.</summary>
public sealed class MachineTable
{
    public const string Ignored = "·";
    public const string Internal = "↻";
    public const string NoRule = "✗";

    private const string AnyLiveState = "any live";

    private readonly MarkdownTable _matrix;

    private MachineTable(string name)
    {
        string[] lines = MarkdownTable.LinesOf($"specs/machines/{name}.md");
        _matrix = MarkdownTable.Under("## States and triggers", lines);
        Arcs = [.. MarkdownTable.Under("## Arcs", lines).Rows.Select(row => new Arc(
            row[0], row[1], row[2], row[3].Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), row[4]))];
    }

    public Arc[] Arcs { get; }

    public string[] States => [.. _matrix.Rows.Select(row => Unmarked(row[0]))];

    public string[] Triggers => [.. _matrix.Header.Skip(1).Select(Unmarked)];

    public static MachineTable Of(string machine) => new(machine);

    /// <summary>Whether there is a cell; that each has one is a test of its own.</summary>
    public bool Has(string state, string trigger) => States.Contains(state) && Triggers.Contains(trigger);

    /// <summary>The cell of a state and a trigger.</summary>
    public string this[string state, string trigger] => _matrix.Rows[Array.IndexOf(States, state)][Array.IndexOf(Triggers, trigger) + 1];

    /// <summary>The arcs that describe this cell; there should be one.</summary>
    public Arc[] ArcsOf(string state, string trigger)
    {
        string what = this[state, trigger] == NoRule ? NoRule : trigger;
        Arc[] own = [.. Arcs.Where(arc => arc.State == state && arc.Trigger == what)];
        return own.Length > 0 ? own : [.. Arcs.Where(arc => arc.State == AnyLiveState && arc.Trigger == what)];
    }

    private static string Unmarked(string cell) => cell.TrimEnd('†', '‡', ' ');
}
