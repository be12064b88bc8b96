using System.Buffers;
using RpcHttpProxy.Engine.Links;

namespace RpcHttpProxy.Engine.Tests.Links;

/// <summary>Takes whatever comes and writes down what it is told.</summary>
internal sealed class StageOwner(List<string> effects) : ILinkOwner
{
    public bool IsOver => false;

    public IReadOnlyList<string> Clients => [];

    public bool IsParked(Link link) => false;

    public void Receive(Link from, ref ReadOnlySequence<byte> bytes, bool isEnd) => bytes = bytes.Slice(bytes.End);

    public void Written(Link link, ArraySegment<byte> bytes) => effects.Add("tell the owner what is written");

    public void LinkEnded(Link link, LinkEnd end) => effects.Add("tell the owner why");

    public bool Established(Link link)
    {
        effects.Add("ask the owner whether it comes in time");
        return true;
    }

    public void NotEstablished(Link link, Exception why) => effects.Add("tell the owner why");

    public void Detached(Link link) => effects.Add("leave the owner");
}
