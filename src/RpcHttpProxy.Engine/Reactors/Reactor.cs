using System.Diagnostics.CodeAnalysis;
using RpcHttpProxy.Engine.Timers;

namespace RpcHttpProxy.Engine.Reactors;

/// <summary>
/// An owner of links and sessions. What it owns is touched in its turns only, one turn after the other, so that nothing of it needs a
/// lock. Everybody else posts. A turn never blocks and never waits; when it ends, what has bytes to write writes them.
/// </summary>
public abstract class Reactor
{
    [ThreadStatic]
    private static Reactor? t_current;

    private readonly Action<Exception> _fault;
    private readonly Queue<IFlushable> _urgent = new();
    private readonly Queue<IFlushable> _others = new();

    /// <summary>A reactor that owns nothing yet.</summary>
    /// <param name="time">The clock of its timers.</param>
    /// <param name="fault">Told of exceptions that no link or session has caught: faults of the engine.</param>
    protected Reactor(TimeProvider time, Action<Exception> fault)
    {
        Time = time;
        _fault = fault;
        Timers = new TimerQueue(time, WakeBefore);
    }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>The timers, for turns of this reactor.</summary>
    public TimerQueue Timers { get; }

    /// <summary>True when the calling thread is in a turn of this reactor.</summary>
    public bool IsCurrent => t_current == this;

    /// <summary>True when the calling thread is in a turn of any reactor.</summary>
    protected static bool IsInTurn => t_current is not null;

    /// <summary>Has something done in a turn of its own, behind what was posted before. Any thread; returns at once or when it is done.</summary>
    public abstract void Post(Action work);

    /// <summary>Awaited, it continues in a turn of its own.</summary>
    public Turn NextTurn() => new(this);

    /// <summary>Watches a task that is not awaited: an exception of it is reported like one of a turn. Any thread.</summary>
    public void Observe(Task task) => task.ContinueWith(
        static (failed, reactor) => ((Reactor)reactor!).OnFault(failed.Exception!.GetBaseException()), this,
        CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    /// <summary>Notes that something has bytes to write when this turn ends. For turns of this reactor.</summary>
    public void List(IFlushable flushable)
    {
        if (!flushable.IsListed)
        {
            flushable.IsListed = true;
            (flushable.IsUrgent ? _urgent : _others).Enqueue(flushable);
        }
    }

    /// <summary>The earliest timer has become earlier: a turn is to let it elapse.</summary>
    protected abstract void WakeBefore(long timestamp);

    /// <summary>Runs one piece of work as a turn.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "A fault in one turn must not stop what else this reactor owns.")]
    protected void RunTurn(Action work)
    {
        BeginTurn();
        try
        {
            work();
        }
        catch (Exception e)
        {
            OnFault(e);
        }

        EndTurn();
    }

    /// <summary>What the calling thread does until <see cref="EndTurn"/> is a turn.</summary>
    protected void BeginTurn() => t_current = this;

    /// <summary>Writes what has come to lie in the outboxes; what that brings about, too.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "A fault in one turn must not stop what else this reactor owns.")]
    protected void EndTurn()
    {
        while (_urgent.TryDequeue(out IFlushable? next) || _others.TryDequeue(out next))
        {
            next.IsListed = false;
            try
            {
                next.Flush();
            }
            catch (Exception e)
            {
                OnFault(e);
            }
        }

        t_current = null;
    }

    /// <summary>Tells of an exception that no link or session has caught. Never throws: a fault that can't be told must not stop the reactor.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "The fault can't be reported anywhere else.")]
    protected void OnFault(Exception fault)
    {
        try
        {
            _fault(fault);
        }
        catch (Exception)
        {
            // The log itself has failed.
        }
    }
}
