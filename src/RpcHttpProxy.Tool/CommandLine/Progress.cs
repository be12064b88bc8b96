using Spectre.Console;

namespace RpcHttpProxy.Tool.CommandLine;

/// <summary>A bar or a word on standard error, for a person who has waited a second already; nothing for a script.</summary>
internal static class Progress
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_refresh = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits for <paramref name="work"/> whose progress is unknown, and shows that it goes on.</summary>
    public static async Task<T> WaitAsync<T>(Task<T> work, string what, TextWriter error)
    {
        if (await IsWatchedAsync(work, error))
        {
            await Task.WhenAny(Console(error).Status().StartAsync(Markup.Escape(what), _ => work));
        }

        return await work;
    }

    /// <summary>Waits for <paramref name="work"/>, and shows how far it has come.</summary>
    public static async Task WaitAsync(Task work, string what, long total, Func<long> done, TextWriter error)
    {
        if (!await IsWatchedAsync(work, error))
        {
            await work;
            return;
        }

        await Console(error).Progress()
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

    /// <summary>Whether a person sits there, and has waited long enough to wonder.</summary>
    private static async Task<bool> IsWatchedAsync(Task work, TextWriter error) =>
        error == System.Console.Error && !System.Console.IsErrorRedirected && await Task.WhenAny(work, Task.Delay(s_patience)) != work;

    private static IAnsiConsole Console(TextWriter error) => AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });
}
