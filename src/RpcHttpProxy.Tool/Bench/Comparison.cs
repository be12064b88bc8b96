namespace RpcHttpProxy.Tool.Bench;

/// <summary>The same work done in turns on two targets, A B A B …, so that what else the machine does meets both; ratios are taken pair by pair.</summary>
internal static class Comparison
{
    /// <summary>Measures; the first round of each target warms it up and doesn't count.</summary>
    /// <param name="work">What is done.</param>
    /// <param name="ours">The target.</param>
    /// <param name="peer">What it is compared with; null for nothing.</param>
    /// <param name="rounds">How often.</param>
    /// <param name="warmUp">Rounds before that don't count.</param>
    public static async Task<IReadOnlyList<Series>> RunAsync(IWork work, ILoadTarget ours, ILoadTarget? peer, int rounds, int warmUp)
    {
        List<IReadOnlyList<Figure>> a = [];
        List<IReadOnlyList<Figure>> b = [];
        for (int i = -warmUp; i < rounds; i++)
        {
            IReadOnlyList<Figure> one = await work.RunAsync(ours);
            IReadOnlyList<Figure>? other = peer is null ? null : await work.RunAsync(peer);
            if (i >= 0)
            {
                a.Add(one);
                b.Add(other ?? []);
            }
        }

        return
        [
            .. a[0].Select((figure, i) => new Series(
                figure.Name, figure.Unit, [.. a.Select(round => round[i].Value)], peer is null ? [] : [.. b.Select(round => round[i].Value)])),
        ];
    }
}
