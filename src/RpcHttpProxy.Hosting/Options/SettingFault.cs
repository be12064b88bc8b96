namespace RpcHttpProxy.Hosting;

/// <summary>What is wrong with one setting of a configuration.</summary>
/// <param name="Path">The setting.</param>
/// <param name="Text">What is wrong with it.</param>
/// <param name="IsUnknown">There is no setting of that name, so that none lacks its value.</param>
internal readonly record struct SettingFault(string Path, string Text, bool IsUnknown = false)
{
    /// <summary>Whether a value that is missing may be this one: then what is said about it is no news.</summary>
    public bool Explains(string setting) =>
        !IsUnknown && (setting == Path || IsBelow(setting, Path) || IsBelow(Path, setting));

    /// <inheritdoc/>
    public override string ToString() => $"{Path}: {Text}";

    private static bool IsBelow(string setting, string group) => setting.StartsWith(group + ":", StringComparison.OrdinalIgnoreCase);
}
