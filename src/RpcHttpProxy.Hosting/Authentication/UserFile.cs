using System.Text;
using RpcHttpProxy.Hosting.Files;

namespace RpcHttpProxy.Hosting.Authentication;

/// <summary>
/// A file of users: a line <c>name:hash:group,group</c> for each, in UTF-8; empty lines and those that begin with <c>#</c> mean nothing.
/// Names are told apart without regard to case, as Windows does.
/// </summary>
public sealed class UserFile
{
    private readonly List<string> _comments = [];
    private readonly SortedDictionary<string, UserEntry> _users = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The users, by name.</summary>
    public IReadOnlyCollection<UserEntry> Users => _users.Values;

    /// <summary>
    /// Reads a file. Throws <see cref="FormatException"/>, which names the line but not what stands there, or what opening a file throws.
    /// </summary>
    public static UserFile Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return Read(path, stream);
    }

    /// <summary>
    /// Reads a file, changes it and replaces it in one step, so that whoever reads it finds the old users or the new ones; nobody else may
    /// change it meanwhile. Its owner, group and mode stay as they were: the proxy goes on reading it. Made, for its owner alone, when it isn't there.
    /// </summary>
    /// <exception cref="IOException">It can't be written, or its owner can't be kept, or somebody else is changing it; then it is as it was.</exception>
    /// <exception cref="FormatException">It is no file of users.</exception>
    public static void Change(string path, Action<UserFile> change)
    {
        // A lock of its own: the file itself is replaced by another one. It stays, since removing it could remove another's.
        using var alone = new FileStream(path + ".lock", Options(FileMode.OpenOrCreate));
        bool isThere = File.Exists(path);
        UserFile users = isThere ? Read(path) : new UserFile();
        change(users);

        // What a link points to is replaced, not the link.
        string real = isThere && File.ResolveLinkTarget(path, returnFinalTarget: true) is { } target ? target.FullName : path;
        string next = real + ".new";
        File.Delete(next);
        using (var stream = new FileStream(next, Options(FileMode.CreateNew)))
        {
            if (isThere)
            {
                FileOwner.Copy(real, stream.SafeFileHandle);
            }

            stream.Write(Encoding.UTF8.GetBytes(users.ToText()));
            stream.Flush(flushToDisk: true);
        }

        File.Move(next, real, overwrite: true);
    }

    /// <summary>The user of that name; null when there is none.</summary>
    public UserEntry? Find(string name) => _users.GetValueOrDefault(name);

    /// <summary>Adds a user, or puts one in the place of the one of that name.</summary>
    public void Put(UserEntry user)
    {
        _users.Remove(user.Name); // the new spelling counts
        _users.Add(user.Name, user);
    }

    /// <summary>Removes a user; false when there is none of that name.</summary>
    public bool Remove(string name) => _users.Remove(name);

    private static FileStreamOptions Options(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    private static UserFile Read(string path, Stream stream)
    {
        var file = new UserFile();
        using var reader = new StreamReader(stream, Encoding.UTF8);
        for (int number = 1; reader.ReadLine() is { } line; number++)
        {
            if (line.Length == 0 || line[0] == '#')
            {
                file._comments.Add(line);
            }
            else if (!UserEntry.TryParse(line, out UserEntry? user) || !file._users.TryAdd(user.Name, user))
            {
                throw new FormatException($"{path}, line {number}: name:hash:groups is expected, each name once.");
            }
        }

        return file;
    }

    private string ToText()
    {
        var text = new StringBuilder();
        foreach (string line in (IEnumerable<string>)[.. _comments, .. _users.Values.Select(user => user.ToLine())])
        {
            text.Append(line).Append('\n');
        }

        return text.ToString();
    }
}
