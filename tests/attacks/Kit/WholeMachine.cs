namespace RpcHttpProxy.Attacks.Tests.Kit;

/// <summary>Attacks that need the whole machine: they run one after another, and nothing beside them.</summary>
[CollectionDefinition(nameof(WholeMachine), DisableParallelization = true)]
public class WholeMachine;
