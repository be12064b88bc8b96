using BenchmarkDotNet.Attributes;

namespace RpcHttpProxy.Benchmarks;

/// <summary>One transition, that of CONN/B1, is the difference between the two.</summary>
[MemoryDiagnoser]
public class Machine
{
    [Benchmark(Baseline = true)]
    public object Connection() => new InboundProxy();

    [Benchmark]
    public object Connection_and_CONN_B1()
    {
        var proxy = new InboundProxy();
        proxy.TakeB1();
        return proxy;
    }
}
