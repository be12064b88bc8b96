using Microsoft.Extensions.Options;

namespace RpcHttpProxy.Hosting;

/// <summary>Lists every fault of <see cref="TraceOptions"/>.</summary>
internal sealed class TraceOptionsValidator : IValidateOptions<TraceOptions>
{
    public ValidateOptionsResult Validate(string? name, TraceOptions options)
    {
        var faults = new OptionsFaults(TraceOptions.Section);
        if (options.Directory is { } directory && (string.IsNullOrWhiteSpace(directory) || File.Exists(directory)))
        {
            faults.Add(nameof(options.Directory), $"'{directory}' is no directory.");
        }

        if (string.IsNullOrWhiteSpace(options.Node))
        {
            faults.Add(nameof(options.Node), "name this process.");
        }

        return faults.ToResult();
    }
}
