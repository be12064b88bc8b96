using System.ComponentModel;
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
    /// <summary>Fills options from sections of those names. Throws one <see cref="OptionsValidationException"/> that lists every fault.</summary>
    public static void BindAll(this IConfiguration configuration, params (string Section, object Options)[] all)
    {
        string[] faults = [.. all.SelectMany(one => Of(configuration.GetSection(one.Section), one.Options.GetType()))];
        if (faults.Length > 0)
        {
            throw new OptionsValidationException("RpcHttpProxy", typeof(SettingFaults), faults);
        }

        foreach ((string section, object options) in all)
        {
            configuration.GetSection(section).Bind(options);
        }
    }

    private static IEnumerable<string> Of(IConfigurationSection section, Type type)
    {
        bool hasChildren = section.GetChildren().Any();
        if (ElementOf(type) is { } element)
        {
            return !hasChildren && !string.IsNullOrEmpty(section.Value)
                ? [$"{section.Path}: a list is expected, even of one: {section.Path}:0."]
                : section.GetChildren().SelectMany(child => Of(child, element));
        }

        if (!IsScalar(type))
        {
            return !hasChildren && !string.IsNullOrEmpty(section.Value)
                ? [$"{section.Path}: '{section.Value}' is no group of settings."]
                : section.GetChildren().SelectMany(child => OfMember(child, type));
        }

        return hasChildren ? [$"{section.Path}: one value is expected."] : OfValue(section, type);
    }

    private static IEnumerable<string> OfMember(IConfigurationSection section, Type owner)
    {
        PropertyInfo[] settings = owner.GetProperties(BindingFlags.Public | BindingFlags.Instance);
        return Array.Find(settings, setting => setting.Name.Equals(section.Key, StringComparison.OrdinalIgnoreCase)) is { } known
            ? Of(section, known.PropertyType)
            : [$"{section.Path}: there is no such setting; known here are {string.Join(", ", settings.Select(setting => setting.Name).Order())}."];
    }

    private static IEnumerable<string> OfValue(IConfigurationSection section, Type type)
    {
        Type plain = Nullable.GetUnderlyingType(type) ?? type;
        if (string.IsNullOrEmpty(section.Value) || plain == typeof(string) || IsOf(plain, section.Value))
        {
            return [];
        }

        string expected = plain switch
        {
            { IsEnum: true } => $"none of {string.Join(", ", Enum.GetNames(plain)).ToLowerInvariant()}",
            _ when plain == typeof(bool) => "neither true nor false",
            _ when plain == typeof(TimeSpan) => "no time such as 00:00:30",
            _ => "no whole number that fits",
        };
        return [$"{section.Path}: '{section.Value}' is {expected}."];
    }

    private static bool IsOf(Type type, string text)
    {
        try
        {
            return TypeDescriptor.GetConverter(type).ConvertFromInvariantString(text) is not null;
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
