using System.Text.Json.Serialization;

namespace RpcHttpProxy.Tracing;

/// <summary>One event, one line: no indentation, null members left out, a missing or null required member refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(TraceEvent))]
internal sealed partial class TraceJsonContext : JsonSerializerContext;
