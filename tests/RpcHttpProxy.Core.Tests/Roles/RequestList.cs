using RpcHttpProxy.Core.Requests;

namespace RpcHttpProxy.Core.Tests.Roles;

internal static class RequestList
{
    /// <summary>What was asked for and done, without what only tells of the input itself, or counts it.</summary>
    public static Request[] Done(this IEnumerable<Request> requests) =>
        [.. requests.Where(request => request is not (Request.Received or Request.RpcReceived or Request.Linger or Request.Recycled))];

    /// <summary>The channel that a request ends; null when it ends none.</summary>
    public static Core.Channels.Channel? Ends(this Request request) => (request as Request.Close)?.Channel;
}
