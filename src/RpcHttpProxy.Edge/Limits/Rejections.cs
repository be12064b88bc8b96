using System.Net;

namespace RpcHttpProxy.Edge.Limits;

/// <summary>Statuses as kinds of rejections.</summary>
internal static class Rejections
{
    /// <summary>The kind that goes with a status.</summary>
    public static Rejection Of(HttpStatusCode status) => status switch
    {
        HttpStatusCode.BadRequest => Rejection.BadRequest,
        HttpStatusCode.Forbidden => Rejection.Forbidden,
        HttpStatusCode.NotFound => Rejection.NotFound,
        HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented => Rejection.MethodNotAllowed,
        HttpStatusCode.ServiceUnavailable => Rejection.Overloaded,
        _ => Rejection.Other,
    };
}
