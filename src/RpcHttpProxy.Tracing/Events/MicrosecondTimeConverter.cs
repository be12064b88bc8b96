using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RpcHttpProxy.Tracing;

/// <summary>Time as 2026-01-02T03:04:05.123456Z: always UTC, always six digits, so that lines sort as text.</summary>
internal sealed class MicrosecondTimeConverter : JsonConverter<DateTimeOffset>
{
    public const string Format = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";
    private const int FormattedLength = 27;

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset().ToUniversalTime();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte[FormattedLength];
        value.UtcDateTime.TryFormat(text, out int written, Format, CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..written]);
    }
}
