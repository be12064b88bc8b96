namespace RpcHttpProxy.Architecture.Tests;

/// <summary>Which room uses which.</summary>
internal sealed class Arrows
{
    private readonly Dictionary<Room, Dictionary<Room, string>> _from = [];

    /// <summary>An arrow, and what it is there for; none from a room to itself.</summary>
    public void Add(Room from, Room to, string because)
    {
        if (from == to)
        {
            return;
        }

        if (!_from.TryGetValue(from, out Dictionary<Room, string>? arrows))
        {
            _from[from] = arrows = [];
        }

        arrows.TryAdd(to, because);
    }

    public bool Has(Room from, Room to) => _from.TryGetValue(from, out Dictionary<Room, string>? arrows) && arrows.ContainsKey(to);

    /// <summary>Each circle that leads through more than one namespace: its arrows, and what they are there for.</summary>
    public IReadOnlyList<string> Circles()
    {
        Dictionary<Room, HashSet<Room>> reached = _from.Keys.ToDictionary(room => room, Reached);
        var circles = new List<string>();
        var seen = new HashSet<Room>();
        foreach (Room room in _from.Keys.OrderBy(room => room.ToString(), StringComparer.Ordinal))
        {
            Room[] circle = [.. reached[room].Where(other => reached.TryGetValue(other, out HashSet<Room>? back) && back.Contains(room))];
            if (seen.Add(room) && circle.Select(one => one.Namespace).Distinct().Count() > 1)
            {
                seen.UnionWith(circle);
                circles.Add(string.Join('\n', circle.SelectMany(from => _from[from].Where(arrow => circle.Contains(arrow.Key)).Select(arrow => $"{from} -> {arrow.Key}: {arrow.Value}")).Order()));
            }
        }

        return circles;
    }

    private HashSet<Room> Reached(Room from)
    {
        var reached = new HashSet<Room>();
        var next = new Queue<Room>(_from[from].Keys);
        while (next.TryDequeue(out Room room))
        {
            if (!reached.Add(room) || !_from.TryGetValue(room, out Dictionary<Room, string>? further))
            {
                continue;
            }

            foreach (Room one in further.Keys)
            {
                next.Enqueue(one);
            }
        }

        return reached;
    }
}
