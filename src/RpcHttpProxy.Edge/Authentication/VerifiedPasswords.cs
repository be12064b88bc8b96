using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace RpcHttpProxy.Edge.Authentication;

/// <summary>
/// Passwords that were right a short while ago: each channel request brings one, and a slow hash for each would be slow indeed. Keeps no
/// password, but a hash under a key that dies with the process.
/// </summary>
internal sealed class VerifiedPasswords(TimeSpan lifetime, TimeProvider time)
{
    /* Ours: users at work at one time; when there are more, all of them are verified again. */
    private const int Capacity = 4_096;

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes);
    private readonly ConcurrentDictionary<Digest, Entry> _entries = new();

    /// <summary>Whose this is, if it was right lately and the store is still of that version.</summary>
    public StoredUser? Find(BasicCredentials credentials, long version) =>
        _entries.TryGetValue(Of(credentials), out Entry? entry) && entry.Version == version && time.GetElapsedTime(entry.Since) < lifetime
            ? entry.User
            : null;

    /// <summary>It was right.</summary>
    public void Add(BasicCredentials credentials, StoredUser user, long version)
    {
        if (_entries.Count >= Capacity)
        {
            _entries.Clear();
        }

        _entries[Of(credentials)] = new Entry(user, version, time.GetTimestamp());
    }

    private Digest Of(BasicCredentials credentials)
    {
        // A name has no colon, so that no two pairs are one text.
        byte[] text = Encoding.UTF8.GetBytes($"{credentials.Name}:{credentials.Password}");
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, text, hash);
        CryptographicOperations.ZeroMemory(text);
        return new Digest(BitConverter.ToUInt128(hash), BitConverter.ToUInt128(hash[16..]));
    }

    private readonly record struct Digest(UInt128 Left, UInt128 Right);

    private sealed record Entry(StoredUser User, long Version, long Since);
}
