using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using RpcHttpProxy.Core;
using RpcHttpProxy.Transport.Names;

namespace RpcHttpProxy.Transport.Channels;

/// <summary>
/// The system's resolver: DNS, hosts file and what else it is configured to ask. It blocks (getaddrinfo(3)) and can't be interrupted, so it
/// runs on a few threads of its own: whatever hangs there, hangs nothing else. A caller that gives up leaves its look-up behind, which keeps
/// its thread until the system has answered.
/// </summary>
public sealed class SystemNameResolver : INameResolver
{
    private readonly object _lock = new(); // Monitor.Wait: a Lock has none
    private readonly Func<string, IPAddress[]> _ask;
    private readonly NameLookupBounds _bounds;
    private readonly NameLookupQueue _queue;
    private readonly RecentFailures _failures;
    private int _threads;
    private int _idleThreads;

    /// <param name="ask">Asks the system; blocks.</param>
    /// <param name="bounds">How much it may take.</param>
    /// <param name="time">The clock.</param>
    internal SystemNameResolver(Func<string, IPAddress[]> ask, NameLookupBounds bounds, TimeProvider time)
    {
        _ask = ask;
        _bounds = bounds;
        _queue = new NameLookupQueue(bounds);
        _failures = new RecentFailures(bounds.Failures, bounds.FailureLifetime, time);
    }

    /// <summary>The process's only one: its threads are what all roles in it may use.</summary>
    public static SystemNameResolver Instance { get; } = new(Dns.GetHostAddresses, new NameLookupBounds(), TimeProvider.System);

    /// <summary>Look-ups that hold a thread now, including those that hang and that no caller waits for any more.</summary>
    public int Running
    {
        get
        {
            lock (_lock)
            {
                return _queue.Running;
            }
        }
    }

    /// <summary>Look-ups that wait for a thread now.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _queue.Waiting;
            }
        }
    }

    /// <summary>How many look-ups can run at once.</summary>
    public int MaxRunning => _bounds.Threads;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, string requester, CancellationToken cancellation)
    {
        NameLookup lookup;
        lock (_lock)
        {
            if (_failures.TryGet(host, out NameAnswer? failure))
            {
                return AddressesOf(failure.Value);
            }

            lookup = _queue.Join(host, requester) ?? throw new ChannelOpenException(
                CloseReason.TooManyConnections, $"{host} isn't looked up: too many names are already, {_queue.Running} of them now and {_queue.Waiting} waiting");
            if (_idleThreads > 0)
            {
                _idleThreads--;
                Monitor.Pulse(_lock);
            }
            else if (_threads < _bounds.Threads)
            {
                StartThread();
            }
        }

        try
        {
            return AddressesOf(await lookup.Answer.WaitAsync(cancellation));
        }
        finally
        {
            lock (_lock)
            {
                _queue.Leave(lookup, requester);
            }
        }
    }

    /// <summary>Starts all threads now: later there may be no descriptor left, of which the runtime wants two to start a thread.</summary>
    public void StartThreads()
    {
        lock (_lock)
        {
            while (_threads < _bounds.Threads)
            {
                StartThread();
            }
        }
    }

    private static IReadOnlyList<IPAddress> AddressesOf(NameAnswer answer) =>
        answer.IsFailure ? throw new SocketException((int)answer.Error, answer.Message) : answer.Addresses;

    private void StartThread()
    {
        new Thread(Work) { IsBackground = true, Name = string.Create(CultureInfo.InvariantCulture, $"names {_threads + 1}") }.Start();
        _threads++;
    }

    private void Work()
    {
        while (true)
        {
            NameLookup lookup = Next();
            NameAnswer answer = Ask(lookup.Host);
            lock (_lock)
            {
                _queue.Finish(lookup);
                if (answer.IsFailure)
                {
                    _failures.Add(lookup.Host, answer);
                }
            }

            lookup.Complete(answer);
        }
    }

    private NameLookup Next()
    {
        lock (_lock)
        {
            NameLookup? next;
            while ((next = _queue.Take()) is null)
            {
                _idleThreads++;
                Monitor.Wait(_lock);
            }

            return next;
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a resolver throws is this name's failure; unhandled it would end the process.")]
    private NameAnswer Ask(string host)
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
