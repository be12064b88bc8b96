namespace RpcHttpProxy.Tracing;

/// <summary>What was read from trace files: the events, in file order, and what could not be read.</summary>
/// <param name="Events">Every line that parsed.</param>
/// <param name="UnreadableLines">How many lines did not parse (blank ones are no lines).</param>
/// <param name="Faults">The first of them, and each file that could not be opened: "file:line: why".</param>
public sealed record TraceReading(IReadOnlyList<TraceEvent> Events, int UnreadableLines, IReadOnlyList<string> Faults);
