using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Options;

namespace RpcHttpProxy.Hosting;

/// <summary>Every fault of one options class, each a sentence that begins with the setting's name.</summary>
internal sealed class OptionsFaults(string section)
{
    private readonly List<string> _faults = [];

    public void Add(string setting, string fault) => _faults.Add($"{section}:{setting}: {fault}");

    /// <summary>Adds what the attributes on <paramref name="options"/> find; <paramref name="prefix"/> leads to them, with its colon.</summary>
    public void AddAttributes(object options, string prefix = "")
    {
        List<ValidationResult> results = [];
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        foreach (ValidationResult result in results)
        {
            string member = result.MemberNames.First();
            Add(prefix + member, RangeFault(options, member) ?? result.ErrorMessage!);
        }
    }

    public ValidateOptionsResult ToResult() =>
        _faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(_faults);

    /// <summary>Throws one <see cref="OptionsValidationException"/> with all faults.</summary>
    /// <param name="read">Those that were found while the settings were read.</param>
    /// <param name="results">What their values were found to be.</param>
    public static void ThrowIfAny(IReadOnlyList<SettingFault> read, params IEnumerable<ValidateOptionsResult> results)
    {
        string[] faults = [.. All(read, results)];
        if (faults.Length > 0)
        {
            throw new OptionsValidationException("RpcHttpProxy", typeof(OptionsFaults), faults);
        }
    }

    /// <summary>Every fault of both kinds; a value that could not be read isn't missed as well.</summary>
    public static IEnumerable<string> All(IReadOnlyList<SettingFault> read, params IEnumerable<ValidateOptionsResult> results) =>
    [
        .. read.Select(fault => fault.ToString()),
        .. results.Where(result => result.Failed).SelectMany(result => result.Failures!).Where(text => !read.Any(fault => fault.Explains(SettingOf(text)))),
    ];

    private static string SettingOf(string fault) => fault.Split(": ", 2)[0];

    /// <summary>What a value out of its range is, and what it may be; null where it isn't that.</summary>
    private static string? RangeFault(object options, string member)
    {
        PropertyInfo property = options.GetType().GetProperty(member)!;
        return property.GetCustomAttribute<RangeAttribute>() is { } range && !range.IsValid(property.GetValue(options))
            ? string.Create(CultureInfo.InvariantCulture, $"'{property.GetValue(options)}' is not between {range.Minimum} and {range.Maximum}.")
            : null;
    }
}
