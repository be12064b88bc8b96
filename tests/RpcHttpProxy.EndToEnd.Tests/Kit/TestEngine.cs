using System.Globalization;
using RpcHttpProxy.Hosting;

namespace RpcHttpProxy.EndToEnd.Tests.Kit;

/// <summary>
/// What carries the connections of these tests: three reactors, so that IN and OUT channel of a connection arrive at different ones, or as
/// many as <c>RPCHTTP_TEST_REACTORS</c> says; and what <c>RPCHTTP_TEST_CARRIER</c> names, <c>Epoll</c> or <c>Sockets</c>.
/// </summary>
internal static class TestEngine
{
    private const int ReactorsWhenNobodySays = 3;

    public static EngineOptions Options => new()
    {
        Reactors = Setting("REACTORS") is { } reactors ? int.Parse(reactors, CultureInfo.InvariantCulture) : ReactorsWhenNobodySays,
        Carrier = Setting("CARRIER") is { } carrier ? Enum.Parse<EngineCarrier>(carrier) : null,
    };

    private static string? Setting(string name) => Environment.GetEnvironmentVariable("RPCHTTP_TEST_" + name) is { Length: > 0 } value ? value : null;
}
