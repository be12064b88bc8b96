using Serilog.Core;
using Serilog.Events;

namespace RpcHttpProxy.Hosting.Logging;

/// <summary>Gives each line its event's name, as <c>[ChannelRefused] </c>: what the documents are ordered by, whatever the words of a line are.</summary>
internal sealed class EventTag : ILogEventEnricher
{
    /// <summary>The property.</summary>
    public const string Property = "Event";

    /* As Serilog.Extensions.Logging keeps an EventId. */
    private const string EventId = "EventId";
    private const string Name = "Name";

    /// <inheritdoc/>
    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
    {
        if (logEvent.Properties.TryGetValue(EventId, out LogEventPropertyValue? id)
            && id is StructureValue { Properties: { } parts }
            && parts.FirstOrDefault(part => part.Name == Name)?.Value is ScalarValue { Value: string name })
        {
            logEvent.AddPropertyIfAbsent(new LogEventProperty(Property, new ScalarValue($"[{name}] ")));
        }
    }
}
