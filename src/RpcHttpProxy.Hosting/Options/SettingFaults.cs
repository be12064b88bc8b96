using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace RpcHttpProxy.Hosting;

/// <summary>
/// What stands in a configuration and no options class takes: a misspelt name, a value of another kind. Left to the binder, a misspelt rule or limit
/// would be no rule and no limit, and nobody would hear of it.
/// </summary>
internal static class SettingFaults
{
    /* A time that is a number alone is days to .NET, and "0.5" a time of day. */
    private const string Nothing = "0";

    /// <summary>Fills options from sections of those names. Throws one <see cref="OptionsValidationException"/> that lists every fault.</summary>
    public static void BindAll(this IConfiguration configuration, params (string Section, object Options)[] all)
    {
        SettingFault[] faults = configuration.BindWhatFits(all);
        if (faults.Length > 0)
        {
            throw new OptionsValidationException("RpcHttpProxy", typeof(SettingFaults), faults.Select(fault => fault.ToString()));
        }
    }

    /// <summary>Fills options from sections of those names, with what can be taken. What can't is listed.</summary>
    public static SettingFault[] BindWhatFits(this IConfiguration configuration, params (string Section, object Options)[] all)
    {
        SettingFault[] faults = [.. all.SelectMany(one => Of(configuration.GetSection(one.Section), one.Options.GetType()))];
        IConfiguration fit = faults.Length == 0 ? configuration : Without(configuration, faults);
        foreach ((string section, object options) in all)
        {
            fit.GetSection(section).Bind(options);
        }

        return faults;
    }

    private static IConfigurationRoot Without(IConfiguration configuration, SettingFault[] faults) => new ConfigurationBuilder()
        .AddInMemoryCollection(configuration.AsEnumerable().Where(
            setting => !faults.Any(fault => $"{setting.Key}:".StartsWith($"{fault.Path}:", StringComparison.OrdinalIgnoreCase))))
        .Build();

    private static IEnumerable<SettingFault> Of(IConfigurationSection section, Type type)
    {
        bool hasChildren = section.GetChildren().Any();
        if (ElementOf(type) is { } element)
        {
            return !hasChildren && !string.IsNullOrEmpty(section.Value)
                ? [new(section.Path, $"a list is expected, even of one: {section.Path}:0.")]
                : section.GetChildren().SelectMany(child => Of(child, element));
        }

        if (!IsScalar(type))
        {
            return !hasChildren && !string.IsNullOrEmpty(section.Value)
                ? [new(section.Path, $"'{section.Value}' is no group of settings.")]
                : section.GetChildren().SelectMany(child => OfMember(child, type));
        }

        return hasChildren ? [new(section.Path, "one value is expected.")] : OfValue(section, type);
    }

    private static IEnumerable<SettingFault> OfMember(IConfigurationSection section, Type owner)
    {
        PropertyInfo[] settings = owner.GetProperties(BindingFlags.Public | BindingFlags.Instance);
        return Array.Find(settings, setting => setting.Name.Equals(section.Key, StringComparison.OrdinalIgnoreCase)) is { } known
            ? Of(section, known.PropertyType)
            :
            [
                new(
                    section.Path, $"there is no such setting; known here are {string.Join(", ", settings.Select(setting => setting.Name).Order())}.",
                    IsUnknown: true),
            ];
    }

    private static IEnumerable<SettingFault> OfValue(IConfigurationSection section, Type type)
    {
        Type plain = Nullable.GetUnderlyingType(type) ?? type;
        bool mayBeEmpty = plain != type || plain == typeof(string);
        if (plain == typeof(string) || (string.IsNullOrEmpty(section.Value) ? mayBeEmpty : IsOf(plain, section.Value)))
        {
            return [];
        }

        string expected = plain switch
        {
            { IsEnum: true } => $"none of {string.Join(", ", Enum.GetNames(plain)).ToLowerInvariant()}",
            _ when plain == typeof(bool) => "neither true nor false",
            _ when plain == typeof(TimeSpan) => $"no time such as 00:00:30{Hint(section.Value)}",
            _ => "no whole number that fits",
        };
        return [new(section.Path, $"'{section.Value}' is {expected}.")];
    }

    /// <summary>Who writes a number alone means seconds.</summary>
    private static string Hint(string? text) =>
        double.TryParse(text, CultureInfo.InvariantCulture, out double seconds) && seconds is > 0 and < 86_400
            ? $": for {text} seconds write {TimeSpan.FromSeconds(seconds):c}"
            : "";

    private static bool IsOf(Type type, string text)
    {
        try
        {
            object? value = TypeDescriptor.GetConverter(type).ConvertFromInvariantString(text);
            return value switch
            {
                null => false,
                Enum => Enum.IsDefined(type, value),
                TimeSpan => text == Nothing || text.Contains(':', StringComparison.Ordinal),
                _ => true,
            };
        }
        catch (Exception e) when (e is FormatException or ArgumentException or OverflowException)
        {
            return false;
        }
    }

    private static bool IsScalar(Type type) => type.IsValueType || type == typeof(string);

    private static Type? ElementOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IList<>) ? type.GetGenericArguments()[0] : null;
}
