using System.Net;

namespace RpcHttpProxy.Attacks.Tests.Kit;

/// <summary>Tries passwords by Basic, from loopback addresses of its choice.</summary>
internal sealed class Guesser(IPEndPoint proxy)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    /// <summary>One guess; null when it is not answered within the limit.</summary>
    public async Task<Response?> TryAsync(string from, string user, string password, TimeSpan? limit = null)
    {
        try
        {
            return await Wire.AskAsync(proxy, Requests.Echo(Requests.Basic(user, password)), from, limit);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    /// <summary>Sends a wrong guess from each of these addresses, and leaves it unanswered.</summary>
    public async Task<GuessQueue> SendWrongAsync(string user, params string[] addresses)
    {
        var queue = new GuessQueue();
        foreach (string from in addresses)
        {
            Wire wire = await Wire.ConnectAsync(proxy, from);
            queue.Add(wire);
            await wire.SendAsync(Requests.Echo(Requests.Basic(user, "wrong")));
        }

        return queue;
    }

    /// <summary>Wrong guesses, sent at once, until they have all been answered.</summary>
    public async Task TryWrongAsync(string user, params string[] addresses)
    {
        using GuessQueue queue = await SendWrongAsync(user, addresses);
        await queue.AnsweredAsync();
    }

    /// <summary>A device with an old password, which it tries over four connections for as long as it is let.</summary>
    public async Task InsistAsync(string from, string user, Action answered, CancellationToken stop)
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            using var pauses = new PeriodicTimer(s_pause);
            try
            {
                while (await pauses.WaitForNextTickAsync(stop))
                {
                    using Wire wire = await Wire.ConnectAsync(proxy, from);
                    await wire.AskAsync(Requests.Echo(Requests.Basic(user, "old")));
                    answered();
                }
            }
            catch (OperationCanceledException)
            {
                // It is let no more.
            }
        }));
    }
}
