using RpcHttpProxy.Core;

namespace RpcHttpProxy.Transport.Sessions;

/// <summary>A role's counters at one moment.</summary>
/// <param name="Role">Which role.</param>
/// <param name="Rows">Rows of the virtual connection cookie table.</param>
/// <param name="HalfOpen">Of these, connections that aren't open yet.</param>
/// <param name="LiveChannels">Channels that are carried at this moment, those that haven't named a connection yet included.</param>
/// <param name="RunningTimers">Timers that are set.</param>
/// <param name="QueuedBytes">Bytes held in queues and outboxes of all connections.</param>
/// <param name="ByState">Connections by the name of their state.</param>
/// <param name="Opened">Connections that have reached the state opened, ever.</param>
/// <param name="Echoes">Echo requests answered, ever.</param>
/// <param name="Recycled">Channels that were replaced by their successors, ever, by sequence.</param>
/// <param name="Ended">Connections that ended, ever, by reason.</param>
/// <param name="Refused">Incoming channels that didn't become part of a connection, ever, by reason.</param>
public sealed record RoleSnapshot(
    RoleName Role,
    int Rows,
    int HalfOpen,
    int LiveChannels,
    int RunningTimers,
    long QueuedBytes,
    IReadOnlyDictionary<string, int> ByState,
    long Opened,
    long Echoes,
    IReadOnlyDictionary<RecyclingSequence, long> Recycled,
    IReadOnlyDictionary<CloseReason, long> Ended,
    IReadOnlyDictionary<CloseReason, long> Refused);
