using Microsoft.Extensions.Options;

namespace RpcHttpProxy.Hosting;

/// <summary>Lists every fault of <see cref="LogOptions"/>.</summary>
internal sealed class LogOptionsValidator : IValidateOptions<LogOptions>
{
    public ValidateOptionsResult Validate(string? name, LogOptions options)
    {
        var faults = new OptionsFaults(LogOptions.Section);
        faults.AddAttributes(options);
        return faults.ToResult();
    }
}
