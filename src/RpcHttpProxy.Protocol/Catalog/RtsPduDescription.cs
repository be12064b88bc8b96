using System.Collections.Immutable;

namespace RpcHttpProxy.Protocol;

/// <summary>One row of <see cref="RtsPduCatalog"/>.</summary>
/// <param name="Kind">Which RTS PDU.</param>
/// <param name="Name">Its name as the specification prints it: <c>CONN/A1</c>, <c>Keep-Alive</c>.</param>
/// <param name="Section">The section that defines it: <c>2.2.4.2</c>.</param>
/// <param name="Flags">The Flags field, exactly.</param>
/// <param name="Commands">The command types, in order.</param>
/// <param name="Shape">What its bytes alone tell.</param>
public sealed record RtsPduDescription(
    RtsPduKind Kind, string Name, string Section, RtsFlags Flags, ImmutableArray<RtsCommandType> Commands, RtsPduShape Shape);
