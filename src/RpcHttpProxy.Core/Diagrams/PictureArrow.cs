namespace RpcHttpProxy.Core.Diagrams;

/// <summary>All that leads from one state to another, drawn as one arrow: a line a rule, by the trigger's enum value.</summary>
internal sealed record PictureArrow(PictureState From, PictureState To, IReadOnlyList<string> Labels);
