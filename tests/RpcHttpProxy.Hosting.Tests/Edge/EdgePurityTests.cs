using System.Reflection;
using RpcHttpProxy.Edge;
using RpcHttpProxy.Hosting.Proxy;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Hosting.Tests.Edge;

/// <summary>The rules see requests of ours: which carrier read them makes no difference.</summary>
public class EdgePurityTests
{
    private const string AspNet = "Microsoft.AspNetCore";

    [Fact]
    public void The_rules_use_no_type_of_ASP_NET() =>
        Assert.DoesNotContain(AssemblyUses.Of(typeof(EdgeRules).Assembly), use => use.StartsWith(AspNet, StringComparison.Ordinal));

    [Fact]
    public void Of_the_engine_the_rules_use_the_scheduler_of_blocking_calls_only()
    {
        string[] uses = [.. AssemblyUses.Of(typeof(EdgeRules).Assembly).Where(use => use.StartsWith("RpcHttpProxy.Engine.", StringComparison.Ordinal))];

        Assert.NotEmpty(uses);
        Assert.All(uses, use => Assert.StartsWith("RpcHttpProxy.Engine.Blocking.", use, StringComparison.Ordinal));
    }

    [Fact]
    public void The_rules_stand_on_what_is_below_them()
    {
        Assembly rules = typeof(EdgeRules).Assembly;
        string[] own = [.. rules.GetReferencedAssemblies().Select(reference => reference.Name!).Where(name => name.StartsWith("RpcHttpProxy", StringComparison.Ordinal))];

        Assert.Equal(["RpcHttpProxy.Core", "RpcHttpProxy.Engine", "RpcHttpProxy.Protocol", "RpcHttpProxy.Transport"], own.Order());
    }

    [Fact]
    public void The_inspection_finds_what_it_looks_for()
    {
        IReadOnlySet<string> uses = AssemblyUses.Of(typeof(RpcProxyHandler).Assembly);

        Assert.Contains("Microsoft.AspNetCore.Http.HttpContext", uses);
        Assert.Contains("Microsoft.AspNetCore.Http.HttpContext.get_Request", uses);
    }
}
