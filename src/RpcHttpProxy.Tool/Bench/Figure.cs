namespace RpcHttpProxy.Tool.Bench;

/// <summary>One measured figure.</summary>
/// <param name="Name">What was measured, e.g. <c>p50</c>.</param>
/// <param name="Value">The number.</param>
/// <param name="Unit">Of what, e.g. <c>MB/s</c>.</param>
internal readonly record struct Figure(string Name, double Value, string Unit);
