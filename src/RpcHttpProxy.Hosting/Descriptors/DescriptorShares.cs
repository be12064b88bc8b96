using Microsoft.Extensions.Logging;
using RpcHttpProxy.Engine.Blocking;
using RpcHttpProxy.Hosting.Limits;
using RpcHttpProxy.Transport.Sockets;

namespace RpcHttpProxy.Hosting.Descriptors;

/// <summary>Shares the process's descriptors out: so many connections may be accepted, so many opened, and none is missing for the rest.</summary>
/// <param name="cost">What one virtual connection takes.</param>
/// <param name="reserve">What is kept for all that is no connection.</param>
/// <param name="accepted">Bounds what is accepted.</param>
/// <param name="opened">Bounds what is opened.</param>
/// <param name="calls">What starts threads of its own.</param>
/// <param name="logger">The log.</param>
internal sealed class DescriptorShares(
    ConnectionCost cost, int reserve, ConnectionQuota accepted, SocketQuota opened, IReadOnlyList<BlockingScheduler> calls, ILogger logger)
{
    /* Ours: below it the limit is more likely forgotten than meant. */
    private const int FewConnections = 1_000;

    /// <summary>
    /// To be called before anything listens. Loads and starts what holds descriptors, so that it is counted, and throws an
    /// <see cref="IOException"/> when too few are left.
    /// </summary>
    /// <param name="maxAccepted">How many may be accepted if there is room for as many; null for as many as there is.</param>
    public void Prepare(int? maxAccepted)
    {
        DescriptorBudget.Measure(reserve + ReferencedAssemblies.MaxLoaded)?.ThrowIfTooSmall(cost); // before what follows would end the process
        ReferencedAssemblies.Load();
        foreach (BlockingScheduler kind in calls)
        {
            kind.StartThreads();
        }

        if (DescriptorBudget.Measure(reserve) is { } budget)
        {
            budget.ThrowIfTooSmall(cost);
            Set(budget, maxAccepted);
        }
        else
        {
            accepted.Max = maxAccepted ?? int.MaxValue;
        }
    }

    /// <summary>To be called when everything listens: measures again, and says what there is room for.</summary>
    /// <param name="maxAccepted">As before.</param>
    public void Settle(int? maxAccepted)
    {
        if (DescriptorBudget.Measure(reserve) is not { } budget)
        {
            return;
        }

        int connections = Set(budget, maxAccepted);
        if (connections < FewConnections)
        {
            Log.DescriptorLimitLow(logger, budget.Limit, budget.Held, budget.Reserve, connections, cost.Total);
        }
        else
        {
            Log.DescriptorLimit(logger, budget.Limit, budget.Held, budget.Reserve, connections, cost.Total);
        }
    }

    private int Set(DescriptorBudget budget, int? maxAccepted)
    {
        int connections = budget.Connections(cost);
        accepted.Max = Math.Min(maxAccepted ?? int.MaxValue, connections * cost.Accepted);
        opened.Max = connections * cost.Opened;
        return connections;
    }
}
