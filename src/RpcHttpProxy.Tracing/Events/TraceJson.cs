using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace RpcHttpProxy.Tracing;

/// <summary>Between events and JSON lines.</summary>
public static class TraceJson
{
    // The relaxed encoder keeps quotes, plus signs and arrows readable with grep; no HTML is made of a trace.
    private static readonly JsonWriterOptions s_writerOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // Writing never throws for a missing name: a trace that stops is worse than a line the reader will count as unreadable.
    private static readonly TraceJsonContext s_writing = new(new JsonSerializerOptions(TraceJsonContext.Default.Options)
    {
        Encoder = s_writerOptions.Encoder,
        RespectNullableAnnotations = false,
    });

    /// <summary>The event as one line, without its line end.</summary>
    public static string ToLine(TraceEvent traceEvent) => JsonSerializer.Serialize(traceEvent, s_writing.TraceEvent);

    /// <summary>Reads one line; false, and why, when it is no event.</summary>
    public static bool TryParse(string line, [NotNullWhen(true)] out TraceEvent? traceEvent, [NotNullWhen(false)] out string? fault)
    {
        try
        {
            traceEvent = JsonSerializer.Deserialize(line, TraceJsonContext.Default.TraceEvent);
            fault = traceEvent is null ? "null is no event" : null;
            return traceEvent is not null;
        }
        catch (JsonException exception)
        {
            traceEvent = null;
            fault = exception.Message;
            return false;
        }
    }

    internal static Utf8JsonWriter WriterInto(System.Buffers.IBufferWriter<byte> output) => new(output, s_writerOptions);

    internal static void Write(Utf8JsonWriter writer, TraceEvent traceEvent) =>
        JsonSerializer.Serialize(writer, traceEvent, s_writing.TraceEvent);
}
