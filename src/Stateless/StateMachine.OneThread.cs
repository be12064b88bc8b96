namespace Stateless;

// A machine has one owner at a time. In Debug builds a second thread inside Fire is told so; in Release this costs nothing.
public partial class StateMachine<TState, TTrigger>
{
#if DEBUG
    private int _threadInside;

    private void Accept(in Firing firing)
    {
        int me = Environment.CurrentManagedThreadId;
        int inside = Interlocked.CompareExchange(ref _threadInside, me, 0);
        if (inside != 0 && inside != me)
            throw new InvalidOperationException($"Thread {me} fires a trigger while thread {inside} is inside the same machine.");

        try
        {
            Dispatch(firing);
        }
        finally
        {
            if (inside == 0) Volatile.Write(ref _threadInside, 0);
        }
    }
#else
    private void Accept(in Firing firing) => Dispatch(firing);
#endif
}
