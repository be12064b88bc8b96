using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Protocol;
using Stateless;
using Stateless.Reflection;

namespace RpcHttpProxy.Core.Machines;

/// <summary>
/// A machine is a table; the state it moves lives in the connection. So one configured machine serves all connections of a thread, one
/// after the other, instead of some 6 KB of configuration being kept for each. It is never shared between threads, and whoever fires it
/// holds the connection's gate: one owner at a time.
/// </summary>
internal abstract class RoleMachine<TState, TTrigger, TConnection>
    where TState : struct, Enum
    where TTrigger : struct, Enum
    where TConnection : VirtualConnection
{
    [ThreadStatic]
    private static RoleMachine<TState, TTrigger, TConnection>? t_ofThisThread;

    private readonly Dictionary<TTrigger, StateMachine<TState, TTrigger>.TriggerWithParameters<RtsPdu>> _pduTriggers = [];
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
                Connection.LogTransition(Name, t.Source.ToString(), t.Trigger.ToString(), t.Destination.ToString());
            }
        });
        Machine.OnUnhandledTrigger(OnUnhandled);

        // From everywhere but the last state the three ways lead there, and once there nothing more comes of them: figures 24 to 29.
        Machine.Configure(_out.Live)
            .Permit(_out.Close, _out.Finished)
            .Permit(_out.Error, _out.Finished)
            .Permit(_out.ProtocolError, _out.Finished);
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
    public void Fire(TConnection connection, TTrigger trigger)
    {
        _connection = connection;
        Guarded(() => Machine.Fire(trigger));
    }

    /// <summary>Fires the trigger that an RTS PDU is when it comes on a channel.</summary>
    public void Fire(TConnection connection, TTrigger trigger, Channel from, RtsPdu pdu)
    {
        (_connection, _from, _pdu) = (connection, from, pdu);
        if (_pduTriggers.TryGetValue(trigger, out var withPdu))
        {
            Guarded(() => Machine.Fire(withPdu, pdu));
        }
        else
        {
            Guarded(() => Machine.Fire(trigger));
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

    /// <summary>Declares that a trigger carries its PDU to the action.</summary>
    protected StateMachine<TState, TTrigger>.TriggerWithParameters<RtsPdu> Pdu(TTrigger trigger)
    {
        var withPdu = Machine.SetTriggerParameters<RtsPdu>(trigger);
        _pduTriggers.Add(trigger, withPdu);
        return withPdu;
    }

    /// <summary>This machine is one of several of its connection, which end with it.</summary>
    protected void FinishConnection(Action<CloseTrigger> follow)
    {
        foreach (CloseTrigger ending in Enum.GetValues<CloseTrigger>())
        {
            Machine.Configure(_out.Finished).OnEntryFrom(_out.TriggerOf(ending), () => follow(ending), "finish the connection");
        }
    }

    /// <summary>
    /// Actions only append bytes and requests and don't throw. Should one do so all the same, triggers may be left in the machine's queue: it is
    /// given up, lest they be fired at another connection.
    /// </summary>
    private void Guarded(Action fire)
    {
        try
        {
            fire();
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

    /// <summary>
    /// "MUST NOT accept in any other state" needs no code of its own: no rule is the protocol error. A state that not even the protocol
    /// error leads out of is a fault of the table, and firing it again would never end.
    /// </summary>
    private void OnUnhandled(TState state, TTrigger trigger)
    {
        if (EqualityComparer<TTrigger>.Default.Equals(trigger, _out.ProtocolError))
            throw new InvalidOperationException($"Nothing leads out of state {state} of {Name}.");

        string came = _pdu is null ? trigger.ToString() : $"{_pdu.Name} on {_from!.Leg}";
        string accepted = string.Join(", ", Enum.GetValues<TTrigger>().Where(Machine.CanFire));
        Connection.TrySetCloseReason(CloseReason.UnexpectedPdu, $"{came} came in state {state} of {Name}; accepted there: {accepted}");
        Machine.Fire(_out.ProtocolError);
    }
}
