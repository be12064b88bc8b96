using Spectre.Console;

namespace RpcHttpProxy.Tool.User;

/// <summary>Asks at the terminal for a password, which isn't shown there.</summary>
internal static class PasswordPrompt
{
    /// <summary>The line, as far as it was typed.</summary>
    public static string Ask(IAnsiConsole terminal) => terminal.Prompt(new TextPrompt<string>("Password:").Secret(null).AllowEmpty());
}
