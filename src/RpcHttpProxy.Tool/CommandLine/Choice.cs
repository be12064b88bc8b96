using System.CommandLine;
using System.CommandLine.Parsing;

namespace RpcHttpProxy.Tool.CommandLine;

/// <summary>A word out of a few.</summary>
internal static class Choice
{
    /// <summary>An option that takes one of <paramref name="words"/>, the first when it is left out.</summary>
    public static Option<string> Option(string name, string description, params string[] words)
    {
        Option<string> option = new(name)
        {
            Description = description,
            HelpName = string.Join('|', words),
            DefaultValueFactory = _ => words[0],
            CustomParser = result => Parse(result, words),
        };
        option.CompletionSources.Add(words);
        return option;
    }

    /// <summary>An argument that is one of <paramref name="words"/>.</summary>
    public static Argument<string> Argument(string name, string description, params string[] words)
    {
        Argument<string> argument = new(name)
        {
            Description = description,
            HelpName = name,
            CustomParser = result => Parse(result, words),
        };
        argument.CompletionSources.Add(words);
        return argument;
    }

    private static string? Parse(ArgumentResult result, string[] words)
    {
        string text = result.Tokens[^1].Value;
        if (words.Contains(text, StringComparer.OrdinalIgnoreCase))
        {
            return text.ToLowerInvariant();
        }

        result.AddError($"\"{text}\" is none of {string.Join(", ", words)}.");
        return null;
    }
}
