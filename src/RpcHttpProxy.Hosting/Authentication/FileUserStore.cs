using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.Edge.Principals;
using RpcHttpProxy.Hosting.Files;

namespace RpcHttpProxy.Hosting.Authentication;

/// <summary>The users of a <see cref="UserFile"/>: read again when it changes, kept when it can't be read.</summary>
internal sealed class FileUserStore : IUserStore, IDisposable
{
    private readonly string _path;
    private readonly ILogger _logger;
    private readonly WatchedFiles _files;
    private readonly Lazy<string> _nobodysHash = new(() => PasswordHashes.Hash(RandomNumberGenerator.GetHexString(32)));
    private readonly AuthenticationOptions _options;
    private volatile UserIndex _users;
    private long _version;

    /// <summary>Reads the file. Throws when it can't be used.</summary>
    public FileUserStore(string path, AuthenticationOptions options, TimeProvider time, ILogger<FileUserStore> logger)
    {
        _path = path;
        _options = options;
        _logger = logger;
        _files = new WatchedFiles([path], time, Reload);
        try
        {
            _users = UserIndex.Read(path, options);
        }
        catch
        {
            _files.Dispose();
            throw;
        }

        SecretFile.SayWhenOpen(_logger, _path);
    }

    /// <summary>Other users count from now on.</summary>
    public event Action? Changed;

    /// <summary>The groups that users are in.</summary>
    public IReadOnlyCollection<string> Groups => _users.Groups;

    public long Version => Interlocked.Read(ref _version);

    /// <summary>Null when the file can be used; else what is wrong with it.</summary>
    public static string? FaultOf(string path, AuthenticationOptions options)
    {
        try
        {
            UserIndex.Read(path, options);
            return null;
        }
        catch (Exception e) when (IsOfTheFile(e))
        {
            return e.Message;
        }
    }

    public ValueTask<StoredUser?> VerifyAsync(string name, string password, CancellationToken cancellation)
    {
        UserEntry? user = _users.FindAccount(name);

        // Whoever isn't there, or has no password, is verified against a hash of nobody's, and takes as long.
        bool isRight = PasswordHashes.Verify(user?.PasswordHash ?? _nobodysHash.Value, password);
        return ValueTask.FromResult(isRight && user?.PasswordHash is not null ? Stored(user) : null);
    }

    public StoredUser? Find(Principal principal) => Stored(_users.Find(principal));

    public void Dispose() => _files.Dispose();

    private void Reload()
    {
        try
        {
            _users = UserIndex.Read(_path, _options);
            Interlocked.Increment(ref _version);
            Log.UsersReloaded(_logger, _path, _users.Count);
            SecretFile.SayWhenOpen(_logger, _path);
            Changed?.Invoke();
        }
        catch (Exception e) when (IsOfTheFile(e))
        {
            Log.ReloadFailed(_logger, _path, e.Message);
        }
    }

    private static StoredUser? Stored(UserEntry? user) => user is null ? null : new StoredUser(user.Name, user.Groups);

    private static bool IsOfTheFile(Exception e) => e is IOException or UnauthorizedAccessException or FormatException;
}
