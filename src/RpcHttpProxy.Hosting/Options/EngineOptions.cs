namespace RpcHttpProxy.Hosting;

/// <summary>What carries connections; section <c>Engine</c> of the configuration. The same for all roles of a process.</summary>
public sealed class EngineOptions
{
    /// <summary>Name of the configuration's section.</summary>
    public const string Section = "Engine";

    /// <summary>More reactors than that are a mistake.</summary>
    public const int MostReactors = 64;

    /// <summary>Who waits for sockets. Null: epoll where there is one, which is Linux.</summary>
    public EngineCarrier? Carrier { get; set; }

    /// <summary>
    /// How many reactors own the connections, 1–64: with epoll a thread each. Null: half of the processors, at least one, since the kernel has
    /// its share of the work.
    /// </summary>
    public int? Reactors { get; set; }
}
