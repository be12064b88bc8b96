using RpcHttpProxy.Engine.Links;

namespace RpcHttpProxy.Engine.Tests.Links;

/// <summary>Does nothing by itself and writes down what it is asked for.</summary>
internal sealed class StageCarrier(List<string> effects) : Carrier
{
    /// <summary>What <see cref="LingersForPeer"/> says.</summary>
    public bool Lingers { get; set; }

    /// <summary>What a write answers: true when all of it is written on the spot.</summary>
    public bool WritesAtOnce { get; set; } = true;

    public override string Peer => "the stage";

    public override bool LingersForPeer => Lingers;

    public override void Begin() => effects.Add("begin to read");

    public override void Resume() => effects.Add("read on");

    public override void StopReading() => effects.Add("stop reading");

    public override bool Write(LinkOutput output)
    {
        effects.Add($"write {output.Bytes.Count} bytes, {output.Ending}");
        return WritesAtOnce;
    }

    public override void Abort() => effects.Add("abort the carrier");

    public override void Release() => effects.Add("release the carrier");
}
