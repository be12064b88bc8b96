using RpcHttpProxy.Tool.User;
using Spectre.Console.Testing;

namespace RpcHttpProxy.Client.Tests.Tool;

public sealed class PasswordPromptTests : IDisposable
{
    private readonly TestConsole _terminal = new TestConsole().Interactive();

    [Fact]
    public void A_password_is_taken_as_it_was_typed_and_not_shown()
    {
        _terminal.Input.PushText("secrex");
        _terminal.Input.PushKey(ConsoleKey.Backspace);
        _terminal.Input.PushTextWithEnter("t");

        Assert.Equal("secret", PasswordPrompt.Ask(_terminal));
        Assert.Equal("Password:", _terminal.Output.Trim());
    }

    [Fact]
    public void Nothing_typed_is_no_password_and_asked_for_once()
    {
        _terminal.Input.PushKey(ConsoleKey.Enter);

        Assert.Equal("", PasswordPrompt.Ask(_terminal));
        Assert.Equal("Password:", _terminal.Output.Trim());
    }

    public void Dispose() => _terminal.Dispose();
}
