using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RpcHttpProxy.Hosting;

namespace RpcHttpProxy.Tool.CommandLine;

/// <summary>The options that proxy and backend share, and the way they run. What the command line says comes before all configuration.</summary>
internal sealed class HostArguments
{
    /// <summary>For the help of both.</summary>
    public const string About = """
        Everything can also be configured: by a JSON file that --config names, by environment variables
        (RPCHTTP_Proxy__SetupTimeout=00:00:30) and by --set Proxy:SetupTimeout=00:00:30, the later ones winning.
        SIGTERM and Ctrl-C end every connection in order and leave with exit code 0.
        """;

    /* Read up to 0.1.0, from wherever the program was started. */
    private const string FormerFile = "appsettings.json";

    private readonly Option<DirectoryInfo?> _trace = new("--trace")
    {
        Description = "Write this process's traces there, for `rpchttp trace`.",
        HelpName = "DIR",
    };

    private readonly Option<string?> _node = new("--node") { Description = "Name of this process in traces.", HelpName = "NAME" };

    private readonly Option<string?> _admin = new("--admin")
    {
        Description = "Serve /health and /counters there; keep it off public networks.",
        HelpName = "URL",
    };

    private readonly Option<LogLevel?> _logLevel = new("--log-level")
    {
        Description = "The least level that is logged; Debug logs every state transition.",
        HelpName = "Trace|Debug|Information|Warning|Error",
    };

    private readonly Option<FileInfo?> _config = new("--config") { Description = "Settings as JSON.", HelpName = "FILE" };

    private readonly Option<string[]> _set = new("--set")
    {
        Description = "Any setting, such as Proxy:SetupTimeout=00:00:30.",
        HelpName = "KEY=VALUE",
    };

    private readonly Option<bool> _check = new("--check")
    {
        Description = "Read all settings, certificates and users, say what would be served, and leave: 0 when all is right, else 2.",
    };

    public HostArguments(Command command)
    {
        foreach (Option option in new Option[] { _trace, _node, _admin, _logLevel, _config, _set, _check })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The option that sets a role's ReceiveWindowSize.</summary>
    public static Option<int?> ReceiveWindow(string ofWhat) => new("--receive-window")
    {
        Description = $"ReceiveWindowSize {ofWhat}, 8k to 256k; 64k when left out.",
        HelpName = "BYTES",
        CustomParser = result => (int?)Math.Min(ByteCount.Parse(result), int.MaxValue),
    };

    /// <summary>The file that is configured by, or null for none.</summary>
    public string? File(ParseResult arguments) => arguments.GetValue(_config)?.FullName;

    /// <summary>Whether nothing is to be run.</summary>
    public bool IsCheck(ParseResult arguments) => arguments.GetValue(_check);

    /// <summary>Tells what would be served; warnings on standard error.</summary>
    public static int Tell(HostCheck check, ParseResult arguments)
    {
        foreach (string served in check.Served)
        {
            arguments.InvocationConfiguration.Output.WriteLine(served);
        }

        foreach (string warning in check.Warnings)
        {
            arguments.InvocationConfiguration.Error.WriteLine($"rpchttp: warning: {warning}");
        }

        return ExitCodes.Done;
    }

    /// <summary>Says so where a file lies that was read by former versions: its limits and rules would be missed in silence.</summary>
    public void WarnOfFormerFile(ParseResult arguments)
    {
        if (File(arguments) is null && System.IO.File.Exists(FormerFile))
        {
            arguments.InvocationConfiguration.Error.WriteLine($"rpchttp: {FormerFile} in the working directory is not read; --config {FormerFile} reads it");
        }
    }

    /// <summary>The configuration below the command line.</summary>
    public IConfiguration Load(ParseResult arguments)
    {
        string[] set = arguments.GetValue(_set) ?? [];
        if (set.FirstOrDefault(entry => entry.IndexOf('=', StringComparison.Ordinal) <= 0) is { } wrong)
        {
            throw new UsageException($"--set {wrong}: KEY=VALUE is expected");
        }

        return AsUsage(() => HostConfiguration.Load([.. set.Select(entry => $"--{entry}")], File(arguments)));
    }

    /// <summary>Puts the shared options over what was configured.</summary>
    public void Apply(ParseResult arguments, AdminOptions admin, TraceOptions trace, LogOptions log)
    {
        admin.Url = arguments.GetValue(_admin) ?? admin.Url;
        trace.Directory = arguments.GetValue(_trace)?.FullName ?? trace.Directory;
        trace.Node = arguments.GetValue(_node) ?? trace.Node;
        log.Level = arguments.GetValue(_logLevel) ?? log.Level;
    }

    /// <summary>Reads settings or builds a host of them; what is wrong with them is wrong usage.</summary>
    public static T AsUsage<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (OptionsValidationException exception)
        {
            throw new UsageException(string.Join(Environment.NewLine + "rpchttp: ", exception.Failures));
        }
        catch (Exception exception) when (
            exception is InvalidOperationException or InvalidDataException or FormatException or IOException or UnauthorizedAccessException)
        {
            List<string> messages = [];
            for (Exception? each = exception; each is not null; each = each.InnerException)
            {
                messages.Add(each.Message);
            }

            throw new UsageException(string.Join(' ', messages));
        }
    }

    /// <summary>Runs a host until it is told to stop.</summary>
    public static async Task<int> RunAsync(Func<CancellationToken, Task> run, CancellationToken cancellation)
    {
        try
        {
            await run(cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Told to stop while it was starting.
        }
        catch (IOException exception)
        {
            throw new FailureException(exception.Message);
        }

        return ExitCodes.Done;
    }
}
