using Microsoft.Extensions.Options;

namespace RpcHttpProxy.Hosting;

/// <summary>Lists every fault of <see cref="LogOptions"/>.</summary>
internal sealed class LogOptionsValidator : IValidateOptions<LogOptions>
{
    public ValidateOptionsResult Validate(string? name, LogOptions options)
    {
        var faults = new OptionsFaults(LogOptions.Section);
        faults.AddAttributes(options);
        if (options is { File: { Length: > 0 } file, AuditFile: { Length: > 0 } audit } && Path.GetFullPath(file) == Path.GetFullPath(audit))
        {
            faults.Add(nameof(options.AuditFile), $"'{audit}' is File as well: other lines would roll audit lines out of it.");
        }

        return faults.ToResult();
    }
}
