using BenchmarkDotNet.Running;
using RpcHttpProxy.Benchmarks;

// dotnet run -c Release --project tests/RpcHttpProxy.Benchmarks -- --filter '*'
BenchmarkSwitcher.FromAssembly(typeof(Framing).Assembly).Run(args);
