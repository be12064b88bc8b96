using Microsoft.Extensions.Options;
using RpcHttpProxy.Hosting.Targets;

namespace RpcHttpProxy.Hosting;

/// <summary>Lists every fault of <see cref="ProxyOptions"/>.</summary>
internal sealed class ProxyOptionsValidator : IValidateOptions<ProxyOptions>
{
    /// <summary>True in <see cref="ProxyHost"/>, which has no other endpoints.</summary>
    public bool IsListenRequired { get; init; }

    public ValidateOptionsResult Validate(string? name, ProxyOptions options)
    {
        var faults = new OptionsFaults(ProxyOptions.Section);
        faults.AddAttributes(options);
        if (!Enum.IsDefined(options.Role))
        {
            faults.Add(nameof(options.Role), $"{options.Role} is none of inbound, outbound and both.");
        }

        if (IsListenRequired && options.Listen.Count == 0)
        {
            faults.Add(nameof(options.Listen), "name at least one URL to listen on, such as http://127.0.0.1:8080.");
        }

        foreach (string url in options.Listen.Where(url => !ListenAddress.TryParseUrl(url, out _)))
        {
            faults.Add(nameof(options.Listen), $"'{url}' is not http://ADDR:PORT, where ADDR is an IP address, localhost or *.");
        }

        foreach (string target in options.AllowedTargets)
        {
            if (!AllowedTarget.TryParse(target, out _, out string? fault))
            {
                faults.Add(nameof(options.AllowedTargets), $"'{target}' {fault}");
            }
        }

        foreach (string entry in options.TargetMap)
        {
            if (!TargetMapEntry.TryParse(entry, out _, out string? fault))
            {
                faults.Add(nameof(options.TargetMap), $"'{entry}' {fault}");
            }
        }

        return faults.ToResult();
    }
}
