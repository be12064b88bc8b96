using System.ComponentModel.DataAnnotations;
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
            Add(prefix + result.MemberNames.First(), result.ErrorMessage!);
        }
    }

    public ValidateOptionsResult ToResult() =>
        _faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(_faults);

    /// <summary>Throws one <see cref="OptionsValidationException"/> with the faults of all of them.</summary>
    public static void ThrowIfAny(params IEnumerable<ValidateOptionsResult> results)
    {
        string[] faults = [.. results.Where(result => result.Failed).SelectMany(result => result.Failures!)];
        if (faults.Length > 0)
        {
            throw new OptionsValidationException("RpcHttpProxy", typeof(OptionsFaults), faults);
        }
    }
}
