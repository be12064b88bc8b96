using System.Text.Json;
using RpcHttpProxy.Tool.CommandLine;

namespace RpcHttpProxy.Tool.Bench;

/// <summary>
/// The same work on several targets, one turn for each line of input, which names the target; the answer is a line of JSON, figure by figure.
/// Who asks decides whose turn it is, and can look between two turns at what each process has used.
/// </summary>
internal static class TurnByTurn
{
    /// <summary>Takes turns until the input ends.</summary>
    public static async Task RunAsync(
        IWork work, IReadOnlyDictionary<string, ILoadTarget> targets, TextReader input, TextWriter output, CancellationToken cancellation)
    {
        while (await input.ReadLineAsync(cancellation) is { } name)
        {
            if (!targets.TryGetValue(name, out ILoadTarget? target))
            {
                throw new UsageException($"\"{name}\" is none of the targets {string.Join(", ", targets.Keys)}");
            }

            GC.Collect(); // No turn pays for the garbage of the one before.
            IReadOnlyList<Figure> figures = await work.RunAsync(target).WaitAsync(cancellation);
            await output.WriteLineAsync(JsonSerializer.Serialize(figures.ToDictionary(figure => figure.Name, figure => figure.Value)));
            await output.FlushAsync(cancellation);
        }
    }
}
