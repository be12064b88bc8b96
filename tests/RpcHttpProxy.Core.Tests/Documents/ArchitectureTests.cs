using RpcHttpProxy.Core.Requests;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Core.Tests.Documents;

/// <summary>Holds <c>specs/architecture.md</c>: the seam it shows is the one that is there.</summary>
public class ArchitectureTests
{
    private static readonly string _page = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "specs", "architecture.md"));

    public static TheoryData<string> Requests =>
        [.. typeof(Request).GetNestedTypes().Where(type => type.IsSubclassOf(typeof(Request))).Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(Requests))]
    public void The_page_names_each_request(string name) => Assert.Contains($"`{name}`", _page, StringComparison.Ordinal);

    [Theory]
    [InlineData("Role", "ReadFirst")]
    [InlineData("VirtualConnection", "Join")]
    [InlineData("VirtualConnection", "Receive")]
    [InlineData("VirtualConnection", "Written")]
    [InlineData("VirtualConnection", "Handle")]
    public void The_page_names_each_call_and_each_is_there(string type, string call)
    {
        Assert.Contains($"{call}(", _page, StringComparison.Ordinal);
        Assert.NotNull(typeof(Request).Assembly.GetType($"RpcHttpProxy.Core.VirtualConnections.{type}")!.GetMethod(call));
    }
}
