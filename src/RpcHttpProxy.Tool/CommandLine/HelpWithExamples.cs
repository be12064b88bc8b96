using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace RpcHttpProxy.Tool.CommandLine;

/// <summary>The usual help, then the command's examples: the quickest way to learn a command is to run one.</summary>
internal sealed class HelpWithExamples(HelpAction help, IReadOnlyList<Example> rootExamples) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        help.Invoke(parseResult);

        ToolCommand? command = parseResult.CommandResult.Command as ToolCommand;
        IReadOnlyList<Example> examples = parseResult.CommandResult.Command switch
        {
            ToolCommand one => one.Examples,
            RootCommand => rootExamples,
            var group => [.. group.Subcommands.OfType<ToolCommand>().SelectMany(one => one.Examples.Take(1))],
        };
        TextWriter output = parseResult.InvocationConfiguration.Output;
        if (command?.About is { } about)
        {
            output.WriteLine("About:");
            foreach (string line in about.Split('\n'))
            {
                output.WriteLine($"  {line}");
            }

            output.WriteLine();
        }

        output.WriteLine(examples.Count == 1 ? "Example:" : "Examples:");
        foreach (Example example in examples)
        {
            output.WriteLine($"  {example.Line}");
            output.WriteLine($"      {example.Meaning}");
        }

        output.WriteLine();
        return ExitCodes.Done;
    }
}
