namespace RpcHttpProxy.EndToEnd.Tests.Kit;

/// <summary>Tests that look at the whole process, or need the whole machine: they run one after another, and nothing beside them.</summary>
[CollectionDefinition(nameof(WholeProcess), DisableParallelization = true)]
public class WholeProcess;
