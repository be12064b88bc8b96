namespace RpcHttpProxy.Edge.Authentication;

/// <summary>
/// Slows those who guess. Failures are counted for each address, each user, and each user at each address; after the first few, attempts wait
/// their turn, longer with each failure, and those whose turn would be too far off are rejected without verification. A user who was right
/// at an address is slowed there only by what fails there in that user's own name. Every attempt takes its turn before anything looks at it.
/// </summary>
internal sealed partial class LoginThrottle(TimeProvider time)
{
    /* All ours. At an address, and at a user known there, a guesser gets some 10 000 attempts a day; at a user, whom every address can slow,
       some 100 000. One user takes no more than half of an address's turns, so that a device with an old password leaves some for others. */
    private static readonly TimeSpan s_longestDelayOfAddress = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan s_longestDelayOfUser = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestDelayOfUserAtAddress = 2 * s_longestDelayOfAddress;
    private static readonly TimeSpan s_longestDelayOfKnownUser = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_forgotten = TimeSpan.FromMinutes(15);

    /* Ours: a user at work is right all the time, and each time would give a guesser at the same address his first attempts back. So he gets
       15 a minute at most, some 20 000 a day. */
    private static readonly TimeSpan s_forgivenAtMostEvery = TimeSpan.FromMinutes(1);

    /* Ours: what is waited for is the end of another's verification, not a time that is known. */
    private static readonly TimeSpan s_retrySoon = TimeSpan.FromSeconds(1);

    /* Ours: some 150 bytes each. */
    private const int Capacity = 8_192;

    private readonly GenerationalCache<Key, FailureRecord> _addresses = new(Capacity);
    private readonly GenerationalCache<Key, FailureRecord> _users = new(Capacity);
    private readonly GenerationalCache<Key, FailureRecord> _usersAtAddresses = new(Capacity);
    private readonly GenerationalCache<Key, FailureRecord> _knownUsers = new(Capacity);
    private readonly GenerationalCache<Key, Acquaintance> _known = new(Capacity);
    private readonly Lock _lock = new();
    private readonly long _start = time.GetTimestamp();

    /// <summary>Records of failures that are kept.</summary>
    public int Remembered
    {
        get
        {
            lock (_lock)
            {
                return _addresses.Count + _users.Count + _usersAtAddresses.Count + _knownUsers.Count;
            }
        }
    }

    private TimeSpan Now => time.GetElapsedTime(_start);

    /// <summary>
    /// Waits for an attempt's turn. Throws when cancelled. <paramref name="user"/> is the user it names; null when that can't be seen.
    /// </summary>
    public async ValueTask<ThrottleDecision> EnterAsync(string address, string? user, CancellationToken cancellation)
    {
        user = user?.ToUpperInvariant();
        TimeSpan deadline = Now + s_longestWait;
        while (true)
        {
            FailureRecord? full;
            Task settled = Task.CompletedTask;
            TimeSpan wait;
            Entry[] entries;
            lock (_lock)
            {
                TimeSpan now = Now;
                entries = Entries(address, user, now);
                TimeSpan due = entries.Max(entry => entry.Record.NextAt);
                due = due > now ? due : now;
                full = Array.Find(entries, entry => entry.Record.IsFull).Record;
                if (due > now && due > deadline)
                {
                    return ThrottleDecision.Reject(due - now);
                }

                if (full is null)
                {
                    Reserve(entries, due);
                    wait = due - now;
                }
                else if (full.HasRoomToWait && now < deadline)
                {
                    settled = full.BeginWait();
                    wait = deadline - now;
                }
                else
                {
                    return ThrottleDecision.Reject(s_retrySoon);
                }
            }

            if (full is null)
            {
                return await TurnAsync(address, user, entries, wait, cancellation);
            }

            await SettledAsync(full, settled, wait, cancellation);
        }
    }

    private async ValueTask<ThrottleDecision> TurnAsync(
        string address, string? user, Entry[] entries, TimeSpan wait, CancellationToken cancellation)
    {
        ThrottleDecision decision = ThrottleDecision.Allow(isRight => End(address, user, entries, isRight));
        try
        {
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, time, cancellation);
            }

            return decision;
        }
        catch
        {
            decision.Dispose();
            throw;
        }
    }

    private async ValueTask SettledAsync(FailureRecord full, Task settled, TimeSpan wait, CancellationToken cancellation)
    {
        try
        {
            await settled.WaitAsync(wait, time, cancellation);
        }
        catch (TimeoutException)
        {
            // Looked at once more, and then rejected.
        }
        finally
        {
            lock (_lock)
            {
                full.EndWait();
            }
        }
    }

    private void End(string address, string? user, Entry[] entries, bool? isRight)
    {
        lock (_lock)
        {
            TimeSpan now = Now;
            foreach (FailureRecord record in entries.Select(entry => entry.Record))
            {
                if (isRight == false)
                {
                    record.Fail(now);
                }
                else
                {
                    record.Release();
                }
            }

            if (isRight == true && user is not null)
            {
                Forgive(new Key(address, user), entries, now);
            }

            foreach (Entry entry in entries)
            {
                entry.RemoveIfClean();
            }
        }
    }

    /// <summary>
    /// A success takes back the failures of that user at that address, and nothing else: those of others at the address stay, or anyone with
    /// a password of his own could guess others' for ever.
    /// </summary>
    private void Forgive(Key pair, Entry[] entries, TimeSpan now)
    {
        bool isKnown = _known.TryGet(pair, out Acquaintance acquaintance) && now - acquaintance.SeenAt < s_forgotten;
        if (!isKnown || now - acquaintance.ForgivenAt >= s_forgivenAtMostEvery)
        {
            int failures = entries[^1].Record.Count; // of this user at this address; each is in the other entries as well
            foreach (Entry entry in entries)
            {
                entry.Record.Forgive(failures);
            }

            acquaintance = acquaintance with { ForgivenAt = now };
        }

        _known.Put(pair, acquaintance with { SeenAt = now });
    }

    private static void Reserve(Entry[] entries, TimeSpan due)
    {
        foreach (Entry entry in entries)
        {
            entry.Record.Reserve(due);
            entry.Keep();
        }
    }

    /// <summary>What slows an attempt; the narrowest is the last.</summary>
    private Entry[] Entries(string address, string? user, TimeSpan now)
    {
        Entry atAddress = Find(_addresses, new Key(address, null), s_longestDelayOfAddress, now);
        if (user is null)
        {
            return [atAddress];
        }

        var pair = new Key(address, user);
        return _known.TryGet(pair, out Acquaintance acquaintance) && now - acquaintance.SeenAt < s_forgotten
            ? [Find(_knownUsers, pair, s_longestDelayOfKnownUser, now)]
            :
            [
                atAddress,
                Find(_users, new Key(null, user), s_longestDelayOfUser, now),
                Find(_usersAtAddresses, pair, s_longestDelayOfUserAtAddress, now),
            ];
    }

    /// <summary>A record is put into its table when an attempt takes a turn: rejected ones push no other's out.</summary>
    private static Entry Find(GenerationalCache<Key, FailureRecord> table, Key key, TimeSpan longestDelay, TimeSpan now) =>
        table.TryGet(key, out FailureRecord? record) && !record.IsOlderThan(s_forgotten, now)
            ? new Entry(table, key, record)
            : new Entry(table, key, new FailureRecord(longestDelay));

    private readonly record struct Key(string? Address, string? User);

    /// <summary>A user who was right at an address.</summary>
    private readonly record struct Acquaintance(TimeSpan SeenAt, TimeSpan ForgivenAt);

    private readonly record struct Entry(GenerationalCache<Key, FailureRecord> Table, Key Key, FailureRecord Record)
    {
        public void Keep() => Table.Put(Key, Record);

        public void RemoveIfClean()
        {
            if (Record.IsClean && Table.TryGet(Key, out FailureRecord? kept) && kept == Record)
            {
                Table.Remove(Key);
            }
        }
    }
}
