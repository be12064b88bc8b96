using RpcHttpProxy.Attacks.Tests.Kit;

namespace RpcHttpProxy.Attacks.Tests;

/// <summary>At a limit for thousands of clients. One after another, and nothing beside them: each needs the machine.</summary>
[Collection(nameof(WholeMachine))]
[Trait(Category.Name, Category.Long)]
public sealed class ManyDescriptorTests() : DescriptorAttacks(Many)
{
    private const int Many = 20_000;
}
