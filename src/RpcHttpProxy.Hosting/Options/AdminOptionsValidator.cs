using Microsoft.Extensions.Options;

namespace RpcHttpProxy.Hosting;

/// <summary>Lists every fault of <see cref="AdminOptions"/>.</summary>
internal sealed class AdminOptionsValidator : IValidateOptions<AdminOptions>
{
    public ValidateOptionsResult Validate(string? name, AdminOptions options)
    {
        var faults = new OptionsFaults(AdminOptions.Section);
        if (options.Url is { } url && !ListenAddress.TryParseUrl(url, out _))
        {
            faults.Add(nameof(options.Url), $"'{url}' is not http://ADDR:PORT, where ADDR is an IP address, localhost or *.");
        }

        return faults.ToResult();
    }
}
