using System.Globalization;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.Simulation.Clockwork;
using RpcHttpProxy.Simulation.Invariants;
using RpcHttpProxy.Simulation.Network;
using RpcHttpProxy.Simulation.Parties;
using RpcHttpProxy.Simulation.Reports;
using RpcHttpProxy.Simulation.Wires;
using RpcHttpProxy.Tracing;

namespace RpcHttpProxy.Simulation;

/// <summary>
/// Sees everything: the wires and what the roles tell the trace. Shows it to the invariants, notes it in the transcript, and keeps the
/// first violation.
/// </summary>
internal sealed class Observer(EventQueue agenda, Coverage coverage, bool keepsTranscript) : IObserver
{
    private readonly Dictionary<string, Fingerprint> _ofActor = [];
    private readonly Dictionary<(Wire, bool), byte[]> _rests = [];
    private readonly List<string> _transcript = [];

    public IReadOnlyList<Invariant> Invariants { get; set; } = [];

    public IReadOnlyList<FaultInjector> FaultInjectors { get; set; } = [];

    /// <summary>Told when a channel has become part of a connection.</summary>
    public Action<TraceEvent>? ChannelOpened { get; set; }

    /// <summary>Whose wires a traitor sits on; null when nobody's.</summary>
    public Party? Betrayed { get; set; }

    /// <summary>The planted fault, if one is.</summary>
    public IPlantedBug? PlantedBug { get; set; }

    public Violation? Violation { get; private set; }

    public Fingerprint Fingerprint { get; } = new();

    public IReadOnlyDictionary<string, Fingerprint> OfActor => _ofActor;

    public IReadOnlyList<string> Transcript => _transcript;

    public bool IsEnabled => true;

    public void Violate(string invariant, string what)
    {
        Violation ??= new Violation(invariant, what);
        Note($"!!! {invariant}: {what}");
    }

    public ReadOnlyMemory<byte> Writing(Wire wire, bool isUp, ReadOnlyMemory<byte> bytes)
    {
        if (PlantedBug is not null)
        {
            bytes = PlantedBug.Rewrite(wire, isUp, bytes);
        }

        int ofTheRole = bytes.Length;
        if (Betrayed?.Actor == wire.Actor)
        {
            bytes = Betrayed.ByzantinePeer!.Rewrite(bytes);
        }

        Fingerprint own = Own(wire);
        Fingerprint.Add((ulong)agenda.Now);
        Fingerprint.Add(bytes.Span);
        own.Add((ulong)agenda.Now);
        own.Add(bytes.Span);
        foreach (Invariant invariant in Invariants)
        {
            invariant.Written(wire, isUp, ofTheRole);
        }

        Frame(wire, isUp, bytes);
        foreach (FaultInjector mishap in FaultInjectors)
        {
            mishap.Written(wire);
        }

        return bytes;
    }

    public void HeadSent(Wire wire, WireHead head)
    {
        Own(wire).Add((ulong)head.ContentLength);
        Note($"{wire.Name} < {(head.Refusal is null ? "200" : "503")}, {head.ContentLength} bytes");
        foreach (Invariant invariant in Invariants)
        {
            invariant.HeadSent(wire, head);
        }
    }

    public void Ended(Wire wire, bool isUp, bool isAbort)
    {
        Note($"{wire.Name} {Arrow(isUp)} {(isAbort ? "RST" : "FIN")}");
        foreach (Invariant invariant in Invariants)
        {
            invariant.Ended(wire, isUp, isAbort);
        }
    }

    public void Write(TraceEvent traceEvent)
    {
        switch (traceEvent.Kind)
        {
            case TraceEventKind.Transition:
                coverage.Moved(traceEvent);
                Note($"  {traceEvent.Node} {traceEvent.Cookie[..4]} {traceEvent.Machine}: {traceEvent.From} --{traceEvent.Trigger}--> {traceEvent.To}");
                foreach (FaultInjector mishap in FaultInjectors)
                {
                    mishap.Moved(traceEvent);
                }

                break;
            case TraceEventKind.Received or TraceEventKind.ChannelOpened:
                coverage.Came(traceEvent);
                if (traceEvent.Kind == TraceEventKind.ChannelOpened)
                {
                    ChannelOpened?.Invoke(traceEvent);
                }

                break;
            case TraceEventKind.Closed:
                Note($"  {traceEvent.Node} {traceEvent.Cookie[..4]} ended: {traceEvent.Reason}, {traceEvent.Detail}");
                break;
            case TraceEventKind.ChannelClosed or TraceEventKind.Timer:
                Note($"  {traceEvent.Node} {traceEvent.Cookie[..4]} {traceEvent.Kind} {traceEvent.Trigger} {traceEvent.Channel} {traceEvent.Reason} {traceEvent.Detail}");
                break;
        }

        foreach (Invariant invariant in Invariants)
        {
            invariant.Told(traceEvent);
        }
    }

    public void Note(string line)
    {
        if (keepsTranscript)
        {
            _transcript.Add(string.Create(CultureInfo.InvariantCulture, $"{agenda.Now / 1000.0,12:0.000} ms  {line}"));
        }
    }

    private Fingerprint Own(Wire wire) =>
        _ofActor.TryGetValue(wire.Actor.Name, out Fingerprint? own) ? own : _ofActor[wire.Actor.Name] = new Fingerprint();

    private void Frame(Wire wire, bool isUp, ReadOnlyMemory<byte> bytes)
    {
        if (_rests.Remove((wire, isUp), out byte[]? rest))
        {
            bytes = (byte[])[.. rest, .. bytes.Span];
        }

        ReadOnlySpan<byte> left = bytes.Span;
        while (PduFramer.TryRead(ref left, ushort.MaxValue, isEnd: false, out ReadOnlySpan<byte> pdu) == FrameResult.Complete)
        {
            RtsPdu? rts = null;
            bool isRts = PduHeader.PacketType(pdu) == PduHeader.RtsPacketType;
            if (isRts)
            {
                RtsPduReader.Read(pdu, out rts);
            }

            wire.NoteFirst(rts);
            Note(isRts ? $"{wire.Name} {Arrow(isUp)} {rts}" : $"{wire.Name} {Arrow(isUp)} RPC {pdu.Length}");
            foreach (Invariant invariant in Invariants)
            {
                invariant.Pdu(wire, isUp, rts, pdu.Length);
            }
        }

        if (!left.IsEmpty)
        {
            _rests[(wire, isUp)] = left.ToArray();
        }
    }

    private static string Arrow(bool isUp) => isUp ? ">" : "<";
}
