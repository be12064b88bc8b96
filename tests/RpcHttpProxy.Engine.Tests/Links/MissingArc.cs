using System.Reflection;
using RpcHttpProxy.Engine.Links;

namespace RpcHttpProxy.Engine.Tests.Links;

/// <summary>Takes one arc out of the table that every link of this process runs on, until it is disposed of. Nothing else may run meanwhile.</summary>
internal sealed class MissingArc : IDisposable
{
    private static readonly LinkState?[,] s_table =
        (LinkState?[,])typeof(LinkMachine).GetField("s_next", BindingFlags.NonPublic | BindingFlags.Static)!.GetValue(null)!;

    private readonly (int From, int Trigger) _at;
    private readonly LinkState? _next;

    public MissingArc(LinkState from, LinkTrigger trigger)
    {
        _at = ((int)from, (int)trigger);
        _next = s_table[_at.From, _at.Trigger];
        s_table[_at.From, _at.Trigger] = null;
    }

    public void Dispose() => s_table[_at.From, _at.Trigger] = _next;
}
