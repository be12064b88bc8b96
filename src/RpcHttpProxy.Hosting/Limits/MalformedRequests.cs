using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using RpcHttpProxy.Edge.Limits;
using RpcHttpProxy.Transport.Sockets;

namespace RpcHttpProxy.Hosting.Limits;

/// <summary>Notes the requests that Kestrel answers itself, since it can't read them, and counts those whose head is too large: it tells nobody else.</summary>
internal sealed class MalformedRequests : IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private const string BadRequest = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";

    private readonly RejectionLog _rejections;
    private readonly LimitCounters _limits;
    private readonly IDisposable _subscription;

    public MalformedRequests(DiagnosticListener server, RejectionLog rejections, LimitCounters limits)
    {
        _rejections = rejections;
        _limits = limits;
        _subscription = server.Subscribe(this, static name => name == BadRequest);
    }

    public void Dispose() => _subscription.Dispose();

    /// <inheritdoc/>
    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value is { Key: BadRequest, Value: IFeatureCollection features })
        {
            IHttpConnectionFeature? connection = features.Get<IHttpConnectionFeature>();
            string peer = PeerName.Of(connection?.RemoteIpAddress is { } address ? new IPEndPoint(address, connection.RemotePort) : null);
            Exception? error = features.Get<IBadRequestExceptionFeature>()?.Error;
            if (error is BadHttpRequestException { StatusCode: StatusCodes.Status414UriTooLong or StatusCodes.Status431RequestHeaderFieldsTooLarge })
            {
                _limits.Count(Limit.HeadSize);
            }

            _rejections.Note(Rejection.MalformedRequest, peer, error?.Message ?? "no HTTP/1.x");
        }
    }

    /// <inheritdoc/>
    public void OnCompleted()
    {
    }

    /// <inheritdoc/>
    public void OnError(Exception error)
    {
    }
}
