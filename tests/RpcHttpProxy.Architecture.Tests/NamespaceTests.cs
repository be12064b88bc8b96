using ArchUnitNET.Domain;

namespace RpcHttpProxy.Architecture.Tests;

/// <summary>
/// No circle of namespaces, within a project or across. A namespace that has others below it is no room of its own: each of its types stands for itself, and may
/// be used by what is below or use it, but not both.
/// </summary>
/// <remarks>
/// Arrows are read from the compiled code, which needs no using directive for an enclosing namespace, and from the using directives, since constants and
/// <c>nameof</c> leave nothing in the code.
/// </remarks>
public class NamespaceTests
{
    private static readonly HashSet<string> s_namespaces = [.. OwnCode.Architecture.Types.Where(OwnCode.IsOwn).Select(type => type.Namespace.FullName)];

    private static readonly HashSet<string> s_withOthersBelow =
        [.. s_namespaces.Where(name => s_namespaces.Any(other => other.StartsWith(name + ".", StringComparison.Ordinal)))];

    private static readonly Arrows s_arrows = Read();

    [Fact]
    public void They_make_no_circle()
    {
        IReadOnlyList<string> circles = s_arrows.Circles();
        Assert.True(circles.Count == 0, string.Join("\n\n", circles));
    }

    [Theory]
    [InlineData("Transport.Channels", null, "Transport.Sockets", null)]
    [InlineData("Client.Channels", null, "Client.Authentication", null)]              // used in an asynchronous method only
    [InlineData("Core.Server", null, "Core", "CloseReason")]                          // an enclosing namespace, which needs no using
    [InlineData("Hosting", "ProxyHost", "Hosting.Proxy", null)]
    [InlineData("Hosting.Proxy", null, "Engine.Links", null)]                         // another assembly
    [InlineData("Tool", "ToolRoot", "Tool.CommandLine", null)]
    public void The_inspection_finds_what_it_looks_for(string from, string? type, string to, string? used) =>
        Assert.True(s_arrows.Has(new Room($"{OwnCode.Root}.{from}", type), new Room($"{OwnCode.Root}.{to}", used)));

    [Fact]
    public void A_circle_is_told_with_its_arrows()
    {
        var arrows = new Arrows();
        arrows.Add(new Room("A", null), new Room("B", null), "one");
        arrows.Add(new Room("B", null), new Room("C", "Type"), "two");
        arrows.Add(new Room("C", "Type"), new Room("A", null), "three");
        arrows.Add(new Room("C", "Other"), new Room("A", null), "an arrow into the circle");
        arrows.Add(new Room("A", null), new Room("D", null), "an arrow out of it");

        Assert.Equal(["A -> B: one\nB -> C.Type: two\nC.Type -> A: three"], arrows.Circles());
    }

    [Fact]
    public void Types_of_one_namespace_may_use_each_other()
    {
        var arrows = new Arrows();
        arrows.Add(new Room("A", "One"), new Room("A", "Other"), "");
        arrows.Add(new Room("A", "Other"), new Room("A", "One"), "");

        Assert.Empty(arrows.Circles());
    }

    private static Arrows Read()
    {
        var arrows = new Arrows();
        foreach (IType type in OwnCode.Architecture.Types.Where(OwnCode.IsOwn))
        {
            foreach (IType used in type.Dependencies.Select(dependency => dependency.Target).Where(OwnCode.IsOwn))
            {
                arrows.Add(RoomOf(type), RoomOf(used), $"{NameOf(type)} uses {NameOf(used)}");
            }
        }

        foreach (SourceFile file in SourceFile.All.Where(file => file.Namespace is not null))
        {
            // Of a namespace with others below it a using directive doesn't say which type is meant: the code does.
            foreach (string used in file.Usings.Where(used => s_namespaces.Contains(used) && !s_withOthersBelow.Contains(used)))
            {
                arrows.Add(RoomOf(file.Namespace!, file.Type), new Room(used, null), $"a using directive of {file.Path}");
            }
        }

        return arrows;
    }

    private static Room RoomOf(IType type) => RoomOf(type.Namespace.FullName, NameOf(type));

    private static Room RoomOf(string name, string type) => new(name, s_withOthersBelow.Contains(name) ? type : null);

    /// <summary>Nested types, and what the compiler makes of a method, are their outermost type's.</summary>
    private static string NameOf(IType type) => type.FullName[(type.Namespace.FullName.Length + 1)..].Split('+', '`')[0];
}
