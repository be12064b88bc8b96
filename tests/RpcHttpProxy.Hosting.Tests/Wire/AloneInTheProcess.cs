namespace RpcHttpProxy.Hosting.Tests.Wire;

/// <summary>Tests of what all tests of this process share, such as its environment and its signals: no other runs meanwhile.</summary>
[CollectionDefinition(nameof(AloneInTheProcess), DisableParallelization = true)]
public class AloneInTheProcess;
