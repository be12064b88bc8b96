using System.Reflection;

namespace RpcHttpProxy.Hosting.Descriptors;

/// <summary>
/// Loads what this process is sure to need. Each assembly holds a descriptor; one that couldn't be opened when it was first needed, because
/// descriptors were short then, stays missing as long as the process lives.
/// </summary>
internal static class ReferencedAssemblies
{
    /// <summary>How many <see cref="Load"/> adds, at most: 65 were seen.</summary>
    public const int MaxLoaded = 80;

    /* What is ours, and what serves requests: the code that runs when it is late to load something. All that the framework refers to would be
       twice as much, and seconds at start. */
    private static readonly string[] s_followed = ["RpcHttpProxy.", "Microsoft.AspNetCore.Server.Kestrel"];

    /* What an exception's stack trace is made with: lines of a log that come when something is wrong. */
    private static readonly string[] s_forErrors =
        ["System.Diagnostics.StackTrace", "System.Reflection.Metadata", "System.Collections.Immutable", "System.IO.MemoryMappedFiles", "System.IO.Compression"];

    /// <summary>Loads them; a second time does nothing.</summary>
    public static void Load()
    {
        var following = new Queue<Assembly>(AppDomain.CurrentDomain.GetAssemblies().Where(IsFollowed));
        var seen = new HashSet<string>(s_forErrors.Concat(following.Select(assembly => assembly.GetName().Name!)));
        foreach (string name in s_forErrors)
        {
            TryLoad(new AssemblyName(name));
        }

        while (following.TryDequeue(out Assembly? assembly))
        {
            foreach (AssemblyName name in assembly.GetReferencedAssemblies().Where(name => seen.Add(name.Name!)))
            {
                if (TryLoad(name) is { } loaded && IsFollowed(loaded))
                {
                    following.Enqueue(loaded);
                }
            }
        }
    }

    private static bool IsFollowed(Assembly assembly) =>
        Array.Exists(s_followed, prefix => assembly.GetName().Name!.StartsWith(prefix, StringComparison.Ordinal));

    private static Assembly? TryLoad(AssemblyName name)
    {
        try
        {
            return Assembly.Load(name);
        }
        catch (Exception e) when (e is FileNotFoundException or FileLoadException or BadImageFormatException)
        {
            return null; // A reference that nothing here follows.
        }
    }
}
