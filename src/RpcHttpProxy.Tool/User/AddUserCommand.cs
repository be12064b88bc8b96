using System.CommandLine;
using RpcHttpProxy.Hosting.Authentication;
using RpcHttpProxy.Tool.CommandLine;
using Spectre.Console;

namespace RpcHttpProxy.Tool.User;

/// <summary><c>rpchttp user add</c>.</summary>
internal sealed class AddUserCommand : ToolCommand
{
    private readonly Option<FileInfo> _file = UserArguments.File();
    private readonly Argument<string> _name = UserArguments.Name();

    private readonly Option<bool> _fromInput = new("--password-stdin") { Description = "Read the password from standard input: its first line." };

    private readonly Option<bool> _none = new("--no-password")
    {
        Description = "No password: the user says otherwise who they are (NTLM, Kerberos, a certificate), and is here for the groups.",
    };

    private readonly Option<string[]> _groups = new("--group") { Description = "A group the user is in; may be given more than once.", HelpName = "GROUP" };

    public AddUserCommand()
        : base(
            "add",
            "Adds a user, or gives one another password and other groups. A running proxy takes it over within seconds.",
            new Example("pass show rpc/alice | rpchttp user add --users users alice --password-stdin --group staff", "The password comes from a program."),
            new Example("rpchttp user add --users users alice", "It is asked for at the terminal."),
            new Example("rpchttp user add --users users 'LAB\\alice' --no-password --group admins", "Groups for a user who authenticates by Kerberos or NTLM."))
    {
        Options.Add(_file);
        Arguments.Add(_name);
        Options.Add(_fromInput);
        Options.Add(_none);
        Options.Add(_groups);
    }

    protected override Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        string name = arguments.GetRequiredValue(_name);
        string[] groups = arguments.GetValue(_groups) ?? [];
        if (!UserEntry.IsName(name))
        {
            throw new UsageException($"'{name}' can't be a user's name: no colon, except behind `certificate`, no control character, no number sign first");
        }

        if (UserEntry.IsOfCertificate(name) && !arguments.GetValue(_none))
        {
            throw new UsageException($"'{name}' is authenticated by a certificate: say --no-password");
        }

        if (groups.FirstOrDefault(group => !UserEntry.IsGroup(group)) is { } wrong)
        {
            throw new UsageException($"'{wrong}' can't be a group's name: no colon, no comma, no control character");
        }

        UserEntry user = arguments.GetValue(_none) ? new UserEntry(name, null, groups) : UserEntry.WithPassword(name, Password(arguments), groups);
        return Task.FromResult(UserArguments.With(() =>
        {
            UserFile.Change(arguments.GetRequiredValue(_file).FullName, users => users.Put(user));
            return ExitCodes.Done;
        }));
    }

    private static IAnsiConsole Terminal(TextWriter error) => AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });

    private string Password(ParseResult arguments)
    {
        if (!arguments.GetValue(_fromInput) && Console.IsInputRedirected)
        {
            throw new UsageException("no terminal to ask for a password at: say --password-stdin, or --no-password");
        }

        string? password = arguments.GetValue(_fromInput) ? Console.In.ReadLine() : PasswordPrompt.Ask(Terminal(Error(arguments)));
        return password is { Length: > 0 and <= UserEntry.MaxPasswordLength } && !password.Any(char.IsControl)
            ? password
            : throw new UsageException($"a password of 1 to {UserEntry.MaxPasswordLength} characters, none of them control characters, is expected");
    }
}
