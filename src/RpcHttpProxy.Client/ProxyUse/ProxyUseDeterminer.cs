using System.Net;
using RpcHttpProxy.Core.ProxyUse;
using static RpcHttpProxy.Core.ProxyUse.ProxyUseTrigger;

namespace RpcHttpProxy.Client;

// [rpch 3.2.2.4.1.1/3] then opening begins: the determination is a step of its own, which a program takes or doesn't
/// <summary>
/// Determines whether an RPC over HTTP proxy is to be reached directly or through an HTTP proxy (3.2.2.4.1.1): one echo request goes
/// each way; a direct answer wins when it comes within 200 ms of the other.
/// </summary>
public sealed class ProxyUseDeterminer
{
    private readonly Func<CancellationToken, Task> _echoDirectly;
    private readonly Func<CancellationToken, Task>? _echoThroughHttpProxy;

    /// <param name="echoDirectly">Completes when the direct echo was answered; throws <see cref="RpcHttpException"/> when it failed.</param>
    /// <param name="echoThroughHttpProxy">The same through the HTTP proxy; null when none is known.</param>
    public ProxyUseDeterminer(Func<CancellationToken, Task> echoDirectly, Func<CancellationToken, Task>? echoThroughHttpProxy)
    {
        _echoDirectly = echoDirectly;
        _echoThroughHttpProxy = echoThroughHttpProxy;
    }

    /// <summary>The proxy use determination timer (3.2.2.2.3), how long the direct answer may come behind the other. 200 ms.</summary>
    public TimeSpan Timer { get; init; } = ProxyUseDetermination.DefaultTimer;

    /// <summary>How long to wait for any answer. 10 s.</summary>
    public TimeSpan Deadline { get; init; } = ProxyUseDetermination.DefaultDeadline;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Determines over HTTP, both echo requests going to the inbound proxy.</summary>
    /// <param name="proxy">The RPC over HTTP proxy.</param>
    /// <param name="httpProxy">The HTTP proxy that may be needed; null when none is known.</param>
    /// <param name="credentials">The credentials for the proxy; null for none.</param>
    /// <param name="tls">TLS for an https:// proxy; null for the system's own judgement.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ArgumentException"><paramref name="proxy"/> is none an echo request can go to.</exception>
    public static async Task<ProxyUseResult> DetermineAsync(
        Uri proxy, Uri? httpProxy, ProxyCredentials? credentials = null, ProxyTls? tls = null, CancellationToken cancellation = default)
    {
        _ = ProxyUrl.Create(proxy);
        using HttpMessageInvoker direct = new(RpcEcho.CreateHandler(credentials, tls ?? new ProxyTls()));
        using HttpMessageInvoker? indirect = httpProxy is null ? null : new(Through(httpProxy, credentials, tls ?? new ProxyTls()));

        ProxyUseDeterminer determiner = new(
            token => RpcEcho.SendAsync(proxy, EchoMethod.In, direct, token),
            indirect is null ? null : token => RpcEcho.SendAsync(proxy, EchoMethod.In, indirect, token));
        return await determiner.RunAsync(cancellation);
    }

    private static SocketsHttpHandler Through(Uri httpProxy, ProxyCredentials? credentials, ProxyTls tls)
    {
        SocketsHttpHandler handler = RpcEcho.CreateHandler(credentials, tls);
        (handler.UseProxy, handler.Proxy) = (true, new WebProxy(httpProxy, BypassOnLocal: false));
        return handler;
    }

    /// <summary>Sends the echo requests and waits until the question is settled; what is still under way then is cancelled.</summary>
    public async Task<ProxyUseResult> RunAsync(CancellationToken cancellation = default)
    {
        using CancellationTokenSource echoes = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await using ProxyUseRun run = new(Time, Timer, Deadline);

        List<Task> underWay = [run.WatchAsync(_echoDirectly, DirectResponse, DirectFailed, echoes.Token)];
        if (_echoThroughHttpProxy is not null)
        {
            underWay.Add(run.WatchAsync(_echoThroughHttpProxy, HttpProxyResponse, HttpProxyFailed, echoes.Token));
        }

        try
        {
            return await run.UntilSettledAsync(_echoThroughHttpProxy is null ? SendDirectEchoRequest : SendBothEchoRequests, cancellation);
        }
        finally
        {
            await echoes.CancelAsync();
            await Task.WhenAll(underWay);
        }
    }
}
