using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using RpcHttpProxy.Core;
using RpcHttpProxy.Edge;
using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.Edge.Limits;
using RpcHttpProxy.Edge.Targets;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Hosting.Tests.Edge;

/// <summary>The rules of both proxies, by options as an operator writes them, without a server.</summary>
internal sealed class RulesUnderTest : IDisposable
{
    private readonly ClientLimits _limits;

    public RulesUnderTest(ProxyOptions? options = null, IUserStore? users = null, TimeProvider? time = null)
    {
        options ??= new ProxyOptions();
        time ??= TimeProvider.System;
        var counters = new LimitCounters();
        _limits = new ClientLimits(
            options.Limits, new TrustedProxies(options.TrustedProxies), counters, new RejectionLog(time, NullLogger<RejectionLog>.Instance),
            new RpcHttpProxy.Hosting.Limits.ConnectionQuota(Limit.Connections, counters, time, NullLogger.Instance));
        TargetPolicy policy = options.ToTargetPolicy();
        Rules = new EdgeRules(
            Authenticator(options.Authentication, users ?? new NoUsers(), time), users ?? new NoUsers(), _limits, () => policy, new Audit(NullLoggerFactory.Instance),
            new ErrorInformation(ErrorInformationLevel.None, "node", time), Role(RoleName.InboundProxy), Role(RoleName.OutboundProxy),
            options.OutChannelLifetime, new RejectionLog(time, NullLogger<RejectionLog>.Instance), time, NullLogger<EdgeRules>.Instance);
    }

    public EdgeRules Rules { get; }

    /// <summary>Whether the process was told to stop.</summary>
    public bool IsDraining { get; set; }

    /// <summary>Channel requests that were refused, with their reasons.</summary>
    public List<(RoleName Role, CloseReason Reason)> Refusals { get; } = [];

    /// <summary>A request from this machine, over TCP.</summary>
    public static EdgeRequest Request(
        string method, long? contentLength, string? query = null, string path = "/rpc/rpcproxy.dll", SentHeaders? headers = null,
        IEdgeConnection? connection = null, string peer = "127.0.0.1") => new()
        {
            Method = method,
            Path = path,
            Query = query,
            ContentLength = contentLength,
            Headers = headers ?? new SentHeaders(),
            Connection = connection ?? new EdgeConnection(),
            PeerAddress = IPAddress.Parse(peer),
            PeerPort = 50_000,
            LocalAddress = IPAddress.Loopback,
        };

    /// <summary>What the rules decide without waiting for anybody; fails when they wait.</summary>
    public EdgeDecision Decide(EdgeRequest request)
    {
        ValueTask<EdgeDecision> deciding = Rules.DecideAsync(request, CancellationToken.None);
        Assert.True(deciding.IsCompletedSuccessfully, "settled when it returns");
        return deciding.Result;
    }

    public void Dispose() => _limits.Dispose();

    private EdgeRole Role(RoleName name) => new(name, (_, reason, _) => Refusals.Add((name, reason)), () => IsDraining);

    private static RequestAuthenticator Authenticator(AuthenticationOptions options, IUserStore users, TimeProvider time)
    {
        var throttle = new LoginThrottle(time);
        List<IRequestScheme> schemes = [];
        if (options.Schemes.Contains(AuthenticationScheme.Ntlm))
        {
            schemes.Add(new GssScheme(GssScheme.Ntlm, users, options.ToAccountNames(), options.KerberosOnly, throttle, new GssCalls(time).Scheduler, NullLogger.Instance));
        }

        if (options.Schemes.Contains(AuthenticationScheme.Basic))
        {
            schemes.Add(new BasicScheme(new PasswordVerifier(users, options, time, NullLogger<PasswordVerifier>.Instance), throttle, options, options.ToAccountNames()));
        }

        return new RequestAuthenticator(
            options, schemes, users, new AuthenticationCounters(), new UntrustedFrontEnds(NullLogger<UntrustedFrontEnds>.Instance),
            time, NullLogger<RequestAuthenticator>.Instance);
    }
}
