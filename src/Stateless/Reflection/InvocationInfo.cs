namespace Stateless.Reflection;

/// <summary>A method that the machine calls: a guard or an action.</summary>
public class InvocationInfo
{
    private readonly string? _givenDescription;

    internal InvocationInfo(string methodName, string? description)
    {
        MethodName = methodName;
        _givenDescription = description;
    }

    /// <summary>What stands for a lambda without a description.</summary>
    public static string DefaultFunctionDescription { get; set; } = "Function";

    /// <summary>The method's name as compiled.</summary>
    public string MethodName { get; }

    /// <summary>The text given at configuration, else the method's name, else <see cref="DefaultFunctionDescription"/>.</summary>
    public string Description =>
        _givenDescription ?? (IsCompilerMade(MethodName) ? DefaultFunctionDescription : MethodName);

    /// <summary>Always false: this subset has no asynchronous members.</summary>
    public bool IsAsync { get; }

    // C# names lambdas and local functions with characters that no identifier can have.
    private static bool IsCompilerMade(string name) => name.AsSpan().ContainsAny('<', '>', '`');
}
