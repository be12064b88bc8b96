using RpcHttpProxy.Hosting;

namespace RpcHttpProxy.EndToEnd.Tests.Kit;

/// <summary>
/// What carries the connections of these tests: three reactors, so that IN and OUT channel of a connection arrive at different ones, and
/// what <c>RPCHTTP_TEST_CARRIER</c> names, <c>Epoll</c> or <c>Sockets</c>.
/// </summary>
internal static class TestEngine
{
    private const string Variable = "RPCHTTP_TEST_CARRIER";

    public static EngineOptions Options => new()
    {
        Reactors = 3,
        Carrier = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } carrier ? Enum.Parse<EngineCarrier>(carrier) : null,
    };
}
