using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using RpcHttpProxy.Tool.Backend;
using RpcHttpProxy.Tool.Bench;
using RpcHttpProxy.Tool.Call;
using RpcHttpProxy.Tool.CommandLine;
using RpcHttpProxy.Tool.Demo;
using RpcHttpProxy.Tool.Determine;
using RpcHttpProxy.Tool.Diagrams;
using RpcHttpProxy.Tool.Echo;
using RpcHttpProxy.Tool.Open;
using RpcHttpProxy.Tool.Proxy;
using RpcHttpProxy.Tool.Simulate;
using RpcHttpProxy.Tool.Throttled;
using RpcHttpProxy.Tool.Trace;
using RpcHttpProxy.Tool.User;

namespace RpcHttpProxy.Tool;

/// <summary><c>rpchttp</c>: all commands, and the exit codes they share.</summary>
internal static partial class ToolRoot
{
    private const int HelpWidth = 110;
    private const string MissingCommand = "Required command was not provided.";

    private static readonly Example[] s_examples =
    [
        new("rpchttp demo", "All roles in one process, one connection through them, and its timeline as a ladder."),
        new("rpchttp COMMAND --help", "What a command does, with an example."),
    ];

    /// <summary>Runs a command line. Exit codes as in <see cref="ExitCodes"/>; cancelling a client command throws.</summary>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> args, TextWriter output, TextWriter error, CancellationToken cancellation = default)
    {
        ParseResult arguments = Build().Parse(args);
        if (arguments.Action is ParseErrorAction)
        {
            TellWrongUsage(arguments, error);
            return ExitCodes.WrongUsage;
        }

        try
        {
            InvocationConfiguration invocation = new()
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return await arguments.InvokeAsync(invocation, cancellation);
        }
        catch (UsageException exception)
        {
            error.WriteLine($"rpchttp: {exception.Message}");
            return ExitCodes.WrongUsage;
        }
        catch (Exception exception) when (Failure.IsOtherSides(exception))
        {
            Failure.Tell(exception, error);
            return ExitCodes.OtherSideFailed;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            error.WriteLine($"rpchttp: {exception.Message}"); // a file, or standard output itself
            return ExitCodes.OtherSideFailed;
        }
    }

    private static RootCommand Build()
    {
        RootCommand root = new("RPC over HTTP v2 ([MS-RPCH]): the proxies, a backend, and a client to try them with.")
        {
            new ProxyCommand(),
            new UserCommand(),
            new ThrottledCommand(),
            new BackendCommand(),
            new DemoCommand(),
            new EchoCommand(),
            new DetermineCommand(),
            new OpenCommand(),
            new CallCommand(),
            new TraceCommand(),
            new DiagramsCommand(),
            new SimulateCommand(),
            new BenchCommand(),
        };

        HelpOption help = root.Options.OfType<HelpOption>().Single();
        HelpAction usual = (HelpAction)help.Action!;
        usual.MaxWidth = Console.IsOutputRedirected || Console.WindowWidth == 0 ? HelpWidth : Console.WindowWidth; // 0: it doesn't know
        help.Action = new HelpWithExamples(usual, s_examples);
        root.Options.OfType<VersionOption>().Single().Action = new ToolVersion();
        return root;
    }

    private static void TellWrongUsage(ParseResult arguments, TextWriter error)
    {
        // A command that isn't known is a missing one to the parser, too. The types it would convert to are no business of its user's.
        string[] messages = [.. arguments.Errors.Select(fault => TypeName().Replace(fault.Message, "")).Distinct()];
        foreach (string message in messages.Where(message => message != MissingCommand || messages.Length == 1))
        {
            error.WriteLine($"rpchttp: {message}");
        }

        string command = "";
        for (SymbolResult? at = arguments.CommandResult; at is CommandResult { Command: not RootCommand } result; at = at.Parent)
        {
            command = $"{result.Command.Name} {command}";
        }

        error.WriteLine($"Try: rpchttp {command}--help");
    }

    [GeneratedRegex(" as expected type '[^']*'")]
    private static partial Regex TypeName();
}
