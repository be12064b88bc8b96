using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.Edge.Limits;
using RpcHttpProxy.Engine.Blocking;
using RpcHttpProxy.Hosting.Logging;
using RpcHttpProxy.Transport.Sessions;

namespace RpcHttpProxy.Hosting.Admin;

/// <summary>What <c>/counters</c> tells.</summary>
/// <param name="Roles">Each role of this process; a server's once for each listening port.</param>
/// <param name="Process">The process.</param>
internal sealed record CountersReport(IReadOnlyList<RoleSnapshot> Roles, ProcessReport Process)
{
    /// <summary>What clients ran into.</summary>
    public LimitsReport? Limits { get; init; }

    /// <summary>What was rejected before there was a channel, or on the admin listener, since the start.</summary>
    public IReadOnlyDictionary<Rejection, long>? Rejected { get; init; }

    /// <summary>Proxies only.</summary>
    public AuthenticationReport? Authentication { get; init; }

    /// <summary>Calls that block, by kind.</summary>
    public IReadOnlyDictionary<string, BlockingReport>? BlockingCalls { get; init; }

    /// <summary>Lines of the log that are lost or wait, by sink.</summary>
    public IReadOnlyDictionary<string, LogQueueReport>? Log { get; init; }

    /// <summary>Events that traces have lost since the start.</summary>
    public long TraceEventsLost { get; init; }

    public static CountersReport Of(IReadOnlyList<RoleHost> roles) => new([.. roles.Select(role => role.Snapshot())], ProcessReport.Now());
}
