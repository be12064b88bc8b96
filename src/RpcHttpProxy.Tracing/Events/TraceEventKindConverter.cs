using System.Text.Json;
using System.Text.Json.Serialization;

namespace RpcHttpProxy.Tracing;

/// <summary>Kinds as kebab-case words; a number is refused, for it would tie the files to the order of the enum.</summary>
internal sealed class TraceEventKindConverter()
    : JsonStringEnumConverter<TraceEventKind>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false);
