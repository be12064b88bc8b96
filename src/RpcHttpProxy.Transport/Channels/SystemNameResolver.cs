using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using RpcHttpProxy.Core;
using RpcHttpProxy.Engine.Blocking;
using RpcHttpProxy.Transport.Names;

namespace RpcHttpProxy.Transport.Channels;

/// <summary>
/// The system's resolver: DNS, hosts file and what else it is configured to ask. It blocks (getaddrinfo(3)) and can't be interrupted, so it
/// runs on a few threads of its own: whatever hangs there, hangs nothing else. A caller that gives up leaves its look-up behind, which keeps
/// its thread until the system has answered or its deadline has come.
/// </summary>
public sealed class SystemNameResolver : INameResolver
{
    private readonly Func<string, IPAddress[]> _ask;
    private readonly RecentFailures _failures;

    /// <param name="ask">Asks the system; blocks.</param>
    /// <param name="bounds">How much it may take.</param>
    /// <param name="time">The clock.</param>
    internal SystemNameResolver(Func<string, IPAddress[]> ask, NameLookupBounds bounds, TimeProvider time)
    {
        _ask = ask;
        Calls = new BlockingScheduler("name look-ups", bounds.Calls, time);
        _failures = new RecentFailures(bounds.Failures, bounds.FailureLifetime, time);
    }

    /// <summary>The process's only one: its threads are what all roles in it may use.</summary>
    public static SystemNameResolver Instance { get; } = new(Dns.GetHostAddresses, new NameLookupBounds(), TimeProvider.System);

    /// <summary>What makes the look-ups.</summary>
    public BlockingScheduler Calls { get; }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, string requester, CancellationToken cancellation)
    {
        lock (_failures)
        {
            if (_failures.TryGet(host, out NameAnswer? failure))
            {
                return AddressesOf(failure.Value);
            }
        }

        try
        {
            return AddressesOf(await Calls.RunAsync(() => Ask(host), requester, cancellation, key: host));
        }
        catch (BlockingRefusedException e)
        {
            throw new ChannelOpenException(CloseReason.TooManyConnections, $"{host} isn't looked up: {e.Message}", e);
        }
        catch (TimeoutException e)
        {
            NameAnswer late = NameAnswer.Failure(SocketError.TimedOut, $"the resolver did not answer for {host}: {e.Message}");
            Remember(host, late);
            return AddressesOf(late);
        }
    }

    private static IReadOnlyList<IPAddress> AddressesOf(NameAnswer answer) =>
        answer.IsFailure ? throw new SocketException((int)answer.Error, answer.Message) : answer.Addresses;

    private void Remember(string host, NameAnswer failure)
    {
        lock (_failures)
        {
            _failures.Add(host, failure);
        }
    }

    private NameAnswer Ask(string host)
    {
        NameAnswer answer = AskSystem(host);
        if (answer.IsFailure)
        {
            Remember(host, answer);
        }

        return answer;
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a resolver throws is this name's failure; unhandled it would end the process.")]
    private NameAnswer AskSystem(string host)
    {
        try
        {
            IPAddress[] addresses = _ask(host);
            return addresses.Length > 0
                ? new NameAnswer(addresses)
                : NameAnswer.Failure(SocketError.NoData, new SocketException((int)SocketError.NoData).Message);
        }
        catch (SocketException e)
        {
            return NameAnswer.Failure(e.SocketErrorCode, e.Message);
        }
        catch (Exception e)
        {
            return NameAnswer.Failure(SocketError.HostNotFound, e.Message);
        }
    }
}
