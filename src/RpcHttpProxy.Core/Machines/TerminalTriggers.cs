using RpcHttpProxy.Core.VirtualConnections;

namespace RpcHttpProxy.Core.Machines;

/// <summary>How a machine ends: from all its states but the last, each <see cref="CloseTrigger"/> leads to <paramref name="Finished"/>.</summary>
internal readonly record struct TerminalTriggers<TState, TTrigger>(TState Finished, TTrigger Close, TTrigger Error, TTrigger ProtocolError)
    where TState : struct, Enum
    where TTrigger : struct, Enum
{
    /// <summary>The trigger that an ending is in this machine.</summary>
    public TTrigger TriggerOf(CloseTrigger ending) => ending switch
    {
        CloseTrigger.CONN_CLOSE => Close,
        CloseTrigger.CONN_ERROR => Error,
        _ => ProtocolError,
    };
}
