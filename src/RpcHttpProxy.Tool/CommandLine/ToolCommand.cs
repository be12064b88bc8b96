using System.CommandLine;

namespace RpcHttpProxy.Tool.CommandLine;

/// <summary>A command with examples in its help.</summary>
internal abstract class ToolCommand : Command
{
    protected ToolCommand(string name, string description, params IReadOnlyList<Example> examples)
        : base(name, description)
    {
        Examples = examples;
        SetAction(RunAsync);
    }

    /// <summary>More than the one line that the list of commands has room for; shown before the examples.</summary>
    public string? About { get; init; }

    /// <summary>Shown behind the options.</summary>
    public IReadOnlyList<Example> Examples { get; }

    /// <summary>Does it. Throws <see cref="UsageException"/>, or what <see cref="Failure"/> knows to tell.</summary>
    protected abstract Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation);

    /// <summary>Where results go.</summary>
    protected static TextWriter Output(ParseResult arguments) => arguments.InvocationConfiguration.Output;

    /// <summary>Where everything else goes.</summary>
    protected static TextWriter Error(ParseResult arguments) => arguments.InvocationConfiguration.Error;
}
