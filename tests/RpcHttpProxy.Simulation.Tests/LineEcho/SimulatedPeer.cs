using System.Text;
using RpcHttpProxy.Simulation.Clockwork;
using RpcHttpProxy.Simulation.Network;

namespace RpcHttpProxy.Simulation.Tests.LineEcho;

/// <summary>The far end of a wire to the line server: says what it is told to, at its own pace, and keeps what comes.</summary>
internal sealed class SimulatedPeer(LineWorld world, TcpWire wire, bool isOpener)
{
    private readonly StringBuilder _received = new();
    private readonly int _slowness = wire.Actor.SeededRandom.Of(0, 100, 5_000);

    public TcpWire Wire => wire;

    /// <summary>What has come so far.</summary>
    public string Received => _received.ToString();

    /// <summary>True once FIN came behind all that was sent.</summary>
    public bool IsFinished { get; private set; }

    private OneWay Incoming => isOpener ? wire.Down : wire.Up;

    private OneWay Outgoing => isOpener ? wire.Up : wire.Down;

    /// <summary>Says something; false when nobody hears it any more.</summary>
    public async Task<bool> SayAsync(string text)
    {
        try
        {
            await Outgoing.WriteAsync(Encoding.ASCII.GetBytes(text));
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    public void Finish() => Outgoing.Finish();

    public void Reset() => wire.Abort(isOpener);

    /// <summary>Reads until the end, then closes.</summary>
    public async Task ReadToEndAsync()
    {
        try
        {
            while (!IsFinished)
            {
                System.IO.Pipelines.ReadResult result = await Incoming.Reader.ReadAsync();
                _received.Append(Encoding.ASCII.GetString(result.Buffer));
                IsFinished = result.IsCompleted;
                Incoming.Reader.AdvanceTo(result.Buffer.End);
                await world.EventQueue.Of(wire.Actor, wire.Actor.SeededRandom.Between(0, _slowness));
            }
        }
        catch (IOException)
        {
            // Reset: what came until then counts.
        }

        wire.Close(isOpener);
    }
}
