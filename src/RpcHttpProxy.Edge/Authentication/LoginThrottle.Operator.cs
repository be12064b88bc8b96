namespace RpcHttpProxy.Edge.Authentication;

/// <content>Listing and clearing, for the operator.</content>
internal sealed partial class LoginThrottle
{
    private IEnumerable<GenerationalCache<Key, FailureRecord>> Tables => [_addresses, _users, _usersAtAddresses, _knownUsers];

    /// <summary>Who is slowed at this moment, the most failures first.</summary>
    public IReadOnlyList<ThrottledParty> Throttled()
    {
        lock (_lock)
        {
            TimeSpan now = Now;
            return
            [
                .. Tables.SelectMany(table => table.Entries)
                    .Where(entry => entry.Value.IsSlowed && !entry.Value.IsOlderThan(s_forgotten, now))
                    .Select(entry => new ThrottledParty(
                        entry.Key.Address, entry.Key.User, entry.Value.Count,
                        entry.Value.NextAt > now ? entry.Value.NextAt - now : TimeSpan.Zero, now - entry.Value.LastAt))
                    .OrderByDescending(party => party.Failures),
            ];
        }
    }

    /// <summary>Clears failures, and returns how many records were slowed down. Attempts that wait for their turn already go on waiting.</summary>
    /// <param name="address">The address, as <see cref="ClientAddress"/> has it; null for any.</param>
    /// <param name="user">The user's name, in any case; null for any.</param>
    public int Clear(string? address, string? user)
    {
        user = user?.ToUpperInvariant();
        lock (_lock)
        {
            int cleared = 0;
            foreach (GenerationalCache<Key, FailureRecord> table in Tables)
            {
                foreach ((Key key, FailureRecord record) in table.Entries.Where(entry => IsMeant(entry.Key)).ToArray())
                {
                    cleared += record.IsSlowed ? 1 : 0;
                    record.Forgive(record.Count);
                    new Entry(table, key, record).RemoveIfClean();
                }
            }

            return cleared;
        }

        bool IsMeant(Key key) => (address is null || key.Address == address) && (user is null || key.User == user);
    }
}
