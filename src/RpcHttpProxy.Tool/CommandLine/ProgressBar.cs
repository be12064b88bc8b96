using Spectre.Console;

namespace RpcHttpProxy.Tool.CommandLine;

/// <summary>A bar on standard error, for a person who has waited a second already; nothing for a script.</summary>
internal static class ProgressBar
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_refresh = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits for <paramref name="work"/>, and shows how far it has come.</summary>
    public static async Task WaitAsync(Task work, string what, long total, Func<long> done, TextWriter error)
    {
        bool isInteractive = error == Console.Error && !Console.IsErrorRedirected;
        if (!isInteractive || await Task.WhenAny(work, Task.Delay(s_patience)) == work)
        {
            await work;
            return;
        }

        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });
        await console.Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new TransferSpeedColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                ProgressTask bar = context.AddTask(what, maxValue: total);
                while (await Task.WhenAny(work, Task.Delay(s_refresh)) != work)
                {
                    bar.Value = done();
                }
            });
        await work;
    }
}
