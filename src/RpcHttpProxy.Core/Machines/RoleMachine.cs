using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Protocol;
using Stateless;
using Stateless.Reflection;

namespace RpcHttpProxy.Core.Machines;

/// <summary>
/// A machine is a table; the state it moves lives in the connection. So one configured machine serves all connections of a thread, one
/// after the other, instead of some 6 KB of configuration being kept for each. It is never shared between threads, and the caller that fires it
/// owns the connection: one at a time.
/// </summary>
internal abstract class RoleMachine<TState, TTrigger, TConnection>
    where TState : struct, Enum
    where TTrigger : struct, Enum
    where TConnection : VirtualConnection
{
    [ThreadStatic]
    private static RoleMachine<TState, TTrigger, TConnection>? t_ofThisThread;

    private readonly TerminalTriggers<TState, TTrigger> _out;
    private readonly TState _initial;
    private TConnection? _connection;
    private Channel? _from;
    private RtsPdu? _pdu;

    protected RoleMachine(string name, TState initial, TerminalTriggers<TState, TTrigger> terminal)
    {
        Name = name;
        _initial = initial;
        _out = terminal;
        Machine = new StateMachine<TState, TTrigger>(
            () => _connection is null ? _initial : Read(_connection), state => Write(Connection, state), FiringMode.Queued);
        Machine.OnTransitioned(t =>
        {
            if (Connection.IsLogged)
            {
                Connection.LogTransition(Name, Enum.GetName(t.Source)!, Enum.GetName(t.Trigger)!, Enum.GetName(t.Destination)!);
            }
        });
        Machine.OnUnhandledTrigger(OnUnhandled);
        Machine.Configure(_out.Finished)
            .Ignore(_out.Close)
            .Ignore(_out.Error)
            .Ignore(_out.ProtocolError);
    }

    /// <summary>The machine's name, as in <c>state-diagrams/</c>.</summary>
    public string Name { get; }

    /// <summary>What the machine is made of, for diagrams and tables.</summary>
    public StateMachineInfo Info => Machine.GetInfo();

    protected StateMachine<TState, TTrigger> Machine { get; }

    protected TConnection Connection =>
        _connection ?? throw new InvalidOperationException($"{Name} has no connection: it is fired through Fire only.");

    /// <summary>Fires a trigger that carries no PDU.</summary>
    public void Fire(TConnection connection, TTrigger trigger) => Fire(connection, trigger, null, null);

    /// <summary>Fires the trigger that an RTS PDU is when it comes on a channel.</summary>
    /// <remarks>
    /// Actions only append bytes and requests and don't throw. Should one do so all the same, triggers may be left in the machine's queue: it
    /// is given up, so that they are never fired at another connection.
    /// </remarks>
    public void Fire(TConnection connection, TTrigger trigger, Channel? from, RtsPdu? pdu)
    {
        (_connection, _from, _pdu) = (connection, from, pdu);
        try
        {
            Machine.Fire(trigger);
        }
        catch
        {
            t_ofThisThread = null;
            throw;
        }
        finally
        {
            (_connection, _from, _pdu) = (null, null, null);
        }
    }

    /// <summary>Fires the trigger that one of the three ways out is in this machine; nothing when it has come to its end.</summary>
    public void End(TConnection connection, CloseTrigger ending)
    {
        if (!EqualityComparer<TState>.Default.Equals(Read(connection), _out.Finished))
        {
            Fire(connection, _out.TriggerOf(ending));
        }
    }

    /// <summary>The machine of the calling thread, configured at the thread's first use.</summary>
    protected static TMachine OfThisThread<TMachine>()
        where TMachine : RoleMachine<TState, TTrigger, TConnection>, new() =>
        (TMachine)(t_ofThisThread ??= new TMachine());

    protected abstract TState Read(TConnection connection);

    protected abstract void Write(TConnection connection, TState state);

    /// <summary>
    /// A state in which a connection lives: from everywhere but the last state the three ways lead there (figures 24 to 29). No superstate
    /// has them, since Stateless looks a move's two states up among all substates of one, at 0.1 KB each time.
    /// </summary>
    protected StateMachine<TState, TTrigger>.StateConfiguration Live(TState state) => Machine.Configure(state)
        .Permit(_out.Close, _out.Finished)
        .Permit(_out.Error, _out.Finished)
        .Permit(_out.ProtocolError, _out.Finished);

    /// <summary>An action of a trigger that is a PDU. A parameter of the trigger would cost an array for each PDU.</summary>
    protected Action WithPdu(Action<RtsPdu> action) => () => action(_pdu!);

    /// <summary>This machine is one of several of its connection, which end with it.</summary>
    protected void FinishConnection(Action<CloseTrigger> follow)
    {
        foreach (CloseTrigger ending in Enum.GetValues<CloseTrigger>())
        {
            Machine.Configure(_out.Finished).OnEntryFrom(_out.TriggerOf(ending), () => follow(ending), "finish the connection");
        }
    }

    // [rpch 3.2.2.5.3/2, 3.2.2.5.4/2, 3.2.2.5.5/2, 3.2.2.5.6/2, 3.2.2.5.7/2, 3.2.2.5.8/2, 3.2.2.5.9/2] client: in any other state a protocol error, which ends the connection
    // [rpch 3.2.2.5.10/2] client: in any other state a protocol error, which ends the connection
    // [rpch 3.2.3.5.3/2, 3.2.3.5.4/2, 3.2.3.5.6/2, 3.2.3.5.7/2] inbound proxy: in any other state a protocol error, which ends the connection
    // [rpch 3.2.4.5.3/2, 3.2.4.5.4/2, 3.2.4.5.5/2, 3.2.4.5.7/2, 3.2.4.5.8/2, 3.2.4.5.9/2] outbound proxy: in any other state a protocol error, which ends the connection
    // [rpch 3.2.4.5.10/2, 3.2.4.5.11/2, 3.2.4.5.12/2] outbound proxy: in any other state a protocol error, which ends the connection
    // [rpch 3.2.5.5.6/2, 3.2.5.5.7/2, 3.2.5.5.8/2, 3.2.5.5.9/2, 3.2.5.5.10/2, 3.2.5.5.11/2, 3.2.5.5.12/2] server: in any other state a protocol error, which ends the connection
    /// <summary>
    /// "MUST NOT accept in any other state" needs no code of its own: no rule is the protocol error. A state that not even the protocol
    /// error leads out of is a fault of the table, and firing it again would never end.
    /// </summary>
    private void OnUnhandled(TState state, TTrigger trigger)
    {
        if (EqualityComparer<TTrigger>.Default.Equals(trigger, _out.ProtocolError))
        {
            throw new InvalidOperationException($"Nothing leads out of state {state} of {Name}.");
        }

        string came = _pdu is null ? trigger.ToString() : $"{_pdu.Name} on {_from!.Leg}";
        string accepted = string.Join(", ", Enum.GetValues<TTrigger>().Where(Machine.CanFire));
        Connection.TrySetCloseReason(CloseReason.UnexpectedPdu, $"{came} came in state {state} of {Name}; accepted there: {accepted}");
        Machine.Fire(_out.ProtocolError);
    }
}
