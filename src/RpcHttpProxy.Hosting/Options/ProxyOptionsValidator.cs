using System.Net;
using Microsoft.Extensions.Options;
using RpcHttpProxy.Edge.Targets;

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
        faults.AddAttributes(options.Limits, $"{nameof(options.Limits)}:");
        faults.AddAttributes(options.Authentication, $"{nameof(options.Authentication)}:");
        if (!Enum.IsDefined(options.Role))
        {
            faults.Add(nameof(options.Role), $"{options.Role} is none of inbound, outbound and both.");
        }

        if (!Enum.IsDefined(options.OnRevocation))
        {
            faults.Add(nameof(options.OnRevocation), $"{options.OnRevocation} is neither recycle nor close.");
        }

        if (!Enum.IsDefined(options.ErrorInformation))
        {
            faults.Add(nameof(options.ErrorInformation), $"{options.ErrorInformation} is none of none, reason and node.");
        }

        if (IsListenRequired && options.Listen.Count == 0)
        {
            faults.Add(nameof(options.Listen), "name at least one URL to listen on, such as http://127.0.0.1:8080.");
        }

        foreach ((string setting, string fault) in EdgeFaults.Of(options, IsListenRequired))
        {
            faults.Add(setting, fault);
        }

        CheckTargets(faults, nameof(options.AllowedTargets), options.AllowedTargets);
        CheckNetworks(faults, nameof(options.RefusedAddresses), options.RefusedAddresses);
        CheckNetworks(faults, nameof(options.TrustedProxies), options.TrustedProxies);
        for (int i = 0; i < options.Rules.Count; i++)
        {
            TargetRuleOptions rule = options.Rules[i];
            string setting = $"{nameof(options.Rules)}:{i}";
            if (rule.Targets.Count == 0)
            {
                faults.Add($"{setting}:{nameof(rule.Targets)}", "name at least one server.");
            }

            CheckTargets(faults, $"{setting}:{nameof(rule.Targets)}", rule.Targets);
            foreach (string fault in rule.Principals.Select(principal => PrincipalFaults.Of(principal, options)).OfType<string>())
            {
                faults.Add($"{setting}:{nameof(rule.Principals)}", fault);
            }

            CheckNetworks(faults, $"{setting}:{nameof(rule.Addresses)}", rule.Addresses);
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

    private static void CheckTargets(OptionsFaults faults, string setting, IEnumerable<string> targets)
    {
        foreach (string target in targets)
        {
            if (!AllowedTarget.TryParse(target, out _, out string? fault))
            {
                faults.Add(setting, $"'{target}' {fault}");
            }
        }
    }

    private static void CheckNetworks(OptionsFaults faults, string setting, IEnumerable<string> networks)
    {
        foreach (string network in networks.Where(network => !IPNetwork.TryParse(network, out _)))
        {
            faults.Add(setting, $"'{network}' is no network: an address whose host bits are zero, and its prefix length, as in 10.1.0.0/16.");
        }
    }
}
