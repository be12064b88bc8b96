using BenchmarkDotNet.Attributes;

namespace RpcHttpProxy.Benchmarks;

/// <summary>What the machine costs is the difference to the first: one transition, that of CONN/B1, and all four of a set-up and its end.</summary>
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

    [Benchmark]
    public object Connection_opened_and_closed()
    {
        var proxy = new InboundProxy();
        proxy.Open();
        proxy.Close();
        return proxy;
    }
}
