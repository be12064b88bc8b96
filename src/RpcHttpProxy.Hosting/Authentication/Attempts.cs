namespace RpcHttpProxy.Hosting.Authentication;

/// <summary>
/// Slows those who guess. Failures are counted for each address and each user; after the first few, tries wait their turn, longer with each
/// failure, and those whose turn would be too far off are sent away unseen. A user who was right from some address lately is not
/// slowed there for what others do elsewhere.
/// </summary>
internal sealed class Attempts(TimeProvider time)
{
    /* All ours. People mistype: nobody notices three. Then 0.25 s, doubling; a guesser at an address gets some 10 000 tries a day, and at a user,
       whom anybody can slow, some 100 000. */
    private const int FreeFailures = 3;
    private static readonly TimeSpan s_firstDelay = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_longestDelayOfAddress = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan s_longestDelayOfUser = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_forgotten = TimeSpan.FromMinutes(15);

    /* Ours: some 100 bytes each. */
    private const int Capacity = 8_192;

    private readonly RecentTable<string, Failures> _addresses = new(Capacity);
    private readonly RecentTable<string, Failures> _users = new(Capacity);
    private readonly RecentTable<(string Address, string User), long> _known = new(Capacity);
    private readonly Lock _lock = new();

    /// <summary>Addresses and users that failures are remembered of.</summary>
    public int Remembered
    {
        get
        {
            lock (_lock)
            {
                return _addresses.Count + _users.Count;
            }
        }
    }

    /// <summary>Somebody tries. <paramref name="user"/> is whom they say they are; null when that can't be seen.</summary>
    public Attempt Begin(string address, string? user)
    {
        user = user?.ToUpperInvariant();
        long now = time.GetTimestamp();
        lock (_lock)
        {
            bool isKnown = user is not null && _known.TryGet((address, user), out long since) && time.GetElapsedTime(since, now) < s_forgotten;
            long due = Math.Max(Due(_addresses, address, now), user is null || isKnown ? now : Due(_users, user, now));
            TimeSpan wait = time.GetElapsedTime(now, due);
            if (wait <= s_longestWait)
            {
                TakeTurn(_addresses, address, due, s_longestDelayOfAddress);
                if (user is not null && !isKnown)
                {
                    TakeTurn(_users, user, due, s_longestDelayOfUser);
                }
            }

            return new Attempt(wait <= s_longestWait ? wait : null, time);
        }
    }

    /// <summary>It was wrong, or right: then it is forgotten how often it was wrong from there.</summary>
    public void End(string address, string? user, bool isRight)
    {
        user = user?.ToUpperInvariant();
        long now = time.GetTimestamp();
        lock (_lock)
        {
            if (isRight)
            {
                _addresses.Remove(address);
                if (user is not null)
                {
                    _known.Put((address, user), now);
                }

                return;
            }

            Fail(_addresses, address, now);
            if (user is not null)
            {
                Fail(_users, user, now);
            }
        }
    }

    private long Due(RecentTable<string, Failures> table, string key, long now) =>
        table.TryGet(key, out Failures failures) && time.GetElapsedTime(failures.LastAt, now) < s_forgotten ? Math.Max(failures.NextAt, now) : now;

    private void TakeTurn(RecentTable<string, Failures> table, string key, long due, TimeSpan longest)
    {
        if (table.TryGet(key, out Failures failures) && failures.Count >= FreeFailures)
        {
            TimeSpan delay = s_firstDelay * Math.Pow(2, Math.Min(failures.Count - FreeFailures, 16));
            long ticks = (long)((delay < longest ? delay : longest).TotalSeconds * time.TimestampFrequency);
            table.Put(key, failures with { NextAt = due + ticks });
        }
    }

    private void Fail(RecentTable<string, Failures> table, string key, long now)
    {
        bool isRemembered = table.TryGet(key, out Failures failures) && time.GetElapsedTime(failures.LastAt, now) < s_forgotten;
        table.Put(key, isRemembered ? failures with { Count = failures.Count + 1, LastAt = now } : new Failures(1, now, now));
    }
}
