using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Architecture.Tests;

/// <summary>The projects in <c>src</c>, compiled: their types, and what each type uses, read from its code.</summary>
internal static class OwnCode
{
    public const string Root = "RpcHttpProxy";

    /// <summary>The projects' names without <see cref="Root"/>.</summary>
    public static IReadOnlyList<string> Projects { get; } =
    [
        .. Directory.EnumerateDirectories(Path.Combine(RepositoryRoot.Path, "src"), $"{Root}.*").Select(folder => Path.GetExtension(folder)[1..]).Order(),
    ];

    private static readonly Lazy<ArchUnitNET.Domain.Architecture> s_architecture = new(() => new ArchLoader().LoadAssemblies([.. Projects.Select(AssemblyOf)]).Build());

    public static ArchUnitNET.Domain.Architecture Architecture => s_architecture.Value;

    public static System.Reflection.Assembly AssemblyOf(string project) =>
        System.Reflection.Assembly.Load(project == "Tool" ? "rpchttp" : $"{Root}.{project}");

    /// <summary>True for a type of ours in a namespace; false for a type parameter, which has none.</summary>
    public static bool IsOwn(IType type) => type.Namespace is { } space && space.FullName.StartsWith(Root, StringComparison.Ordinal);
}
