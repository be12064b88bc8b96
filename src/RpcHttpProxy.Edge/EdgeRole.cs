using RpcHttpProxy.Core;

namespace RpcHttpProxy.Edge;

/// <summary>A proxy of this process, as the rules know it.</summary>
/// <param name="Name">Which one.</param>
/// <param name="NoteRefusal">Counts and logs a channel request that is refused: the client, the reason, and a few words.</param>
/// <param name="IsDraining">Whether the process was told to stop, so that no virtual connection begins here any more.</param>
internal sealed record EdgeRole(RoleName Name, Action<string, CloseReason, string> NoteRefusal, Func<bool> IsDraining);
