using System.Text;

namespace RpcHttpProxy.Tool.User;

/// <summary>Asks at the terminal for what nobody is to read there.</summary>
internal static class HiddenLine
{
    /// <summary>The line, as far as it was typed.</summary>
    public static string Read(string prompt, TextWriter error)
    {
        error.Write(prompt);
        var line = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key != ConsoleKey.Backspace)
            {
                line.Append(key.KeyChar);
            }
            else if (line.Length > 0)
            {
                line.Length--;
            }
        }

        error.WriteLine();
        return line.ToString();
    }
}
