using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.Machines;

// [rpch 2.2.4.1] PDUs of one form have several names
/// <summary>A role names a PDU by the trigger that it is; where PDUs share their bytes, that is the only way to tell them apart.</summary>
internal static class PduNames
{
    /// <summary>The PDU under its trigger's name; unchanged when the trigger is named after no PDU of that form.</summary>
    public static RtsPdu Named<TTrigger>(RtsPdu pdu, TTrigger trigger)
        where TTrigger : struct, Enum =>
        pdu.Kind is null && Kinds<TTrigger>.Of.TryGetValue(trigger, out RtsPduKind kind) && RtsPduCatalog.KindsOf(pdu.Shape).Contains(kind)
            ? pdu.Named(kind)
            : pdu;

    /// <summary>The triggers that are named after PDUs.</summary>
    private static class Kinds<TTrigger>
        where TTrigger : struct, Enum
    {
        public static readonly Dictionary<TTrigger, RtsPduKind> Of = Enum.GetValues<TTrigger>()
            .Where(static trigger => Enum.TryParse<RtsPduKind>(trigger.ToString(), out _))
            .ToDictionary(static trigger => trigger, static trigger => Enum.Parse<RtsPduKind>(trigger.ToString()));
    }
}
