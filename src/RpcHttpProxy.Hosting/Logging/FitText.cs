using RpcHttpProxy.Edge.Logging;
using Serilog.Core;
using Serilog.Events;

namespace RpcHttpProxy.Hosting.Logging;

/// <summary>
/// Makes every text of a line fit for one, before any sink has it: names in certificates, targets, principals and what else a client says may
/// hold line ends and a terminal's control sequences.
/// </summary>
internal sealed class FitText : ILogEventEnricher
{
    /// <inheritdoc/>
    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
    {
        List<LogEventProperty>? unfit = null;
        foreach ((string name, LogEventPropertyValue value) in logEvent.Properties)
        {
            if (value is ScalarValue { Value: string text } && LogText.Of(text) is var fit && !ReferenceEquals(fit, text))
            {
                (unfit ??= []).Add(new LogEventProperty(name, new ScalarValue(fit)));
            }
        }

        unfit?.ForEach(logEvent.AddOrUpdateProperty);
    }
}
