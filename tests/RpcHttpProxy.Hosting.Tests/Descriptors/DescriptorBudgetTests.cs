using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.Hosting.Descriptors;
using RpcHttpProxy.Hosting.Tls;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Hosting.Tests.Descriptors;

public class DescriptorBudgetTests
{
    private static readonly ConnectionCost _bothProxies = new(Accepted: 2, Opened: 2);
    private static readonly ConnectionCost _backend = new(Accepted: 2, Opened: 1);

    [Theory]
    [InlineData(20_000, 250, 150, 4_900)]
    [InlineData(1_024, 250, 150, 156)]
    [InlineData(1_025, 253, 150, 155)] // the rest isn't enough for another one
    [InlineData(256, 250, 150, 0)]
    [InlineData(long.MaxValue, 250, 150, int.MaxValue / 4)]
    public void What_is_neither_held_nor_in_reserve_is_for_connections(long limit, int held, int reserve, int expected) =>
        Assert.Equal(expected, new DescriptorBudget(limit, held, reserve).Connections(_bothProxies));

    [Fact]
    public void A_limit_that_is_just_enough_is_enough_and_one_less_is_not_and_the_fault_names_it()
    {
        int needed = new DescriptorBudget(0, 250, 150).Needed(_backend);
        Assert.Equal(250 + 150 + (16 * 3), needed);

        new DescriptorBudget(needed, 250, 150).ThrowIfTooSmall(_backend);
        var e = Assert.Throws<IOException>(() => new DescriptorBudget(needed - 1, 250, 150).ThrowIfTooSmall(_backend));

        Assert.StartsWith($"at most {needed - 1} descriptors may be open, and {needed} are needed: ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_reserve_holds_what_each_look_up_and_each_starting_thread_takes()
    {
        using var gss = new GssCalls(TimeProvider.System);
        using var revocation = new RevocationChecks(TimeProvider.System);
        int bare = DescriptorReserve.Of(hasAdmin: false, gss: null, revocation: null);

        Assert.True(bare > (2 * (SystemNameResolver.Instance.Calls.Bounds.Threads + 32)) + (2 * Environment.ProcessorCount));
        Assert.Equal(AdminOptions.MaxConnections, DescriptorReserve.Of(hasAdmin: true, gss: null, revocation: null) - bare);
        Assert.Equal(2 * ((4 * Environment.ProcessorCount) + 32), DescriptorReserve.Of(hasAdmin: false, gss.Scheduler, revocation: null) - bare);
        Assert.Equal(2 * (8 + 32), DescriptorReserve.Of(hasAdmin: false, gss: null, revocation.Calls) - bare);
    }

    [Fact]
    public void Every_assembly_that_one_of_ours_refers_to_is_loaded_and_those_that_errors_need()
    {
        ReferencedAssemblies.Load();

        HashSet<string> loaded = [.. AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetName().Name!)];
        Assert.All(typeof(ProxyHost).Assembly.GetReferencedAssemblies(), name => Assert.Contains(name.Name!, loaded));
        Assert.Contains("System.Diagnostics.StackTrace", loaded); // what an exception that is logged needs
    }
}
