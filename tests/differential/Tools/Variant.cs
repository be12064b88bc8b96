namespace RpcHttpProxy.Differential.Tests.Tools;

/// <summary>One way to run our build; each is compared with the baseline by itself.</summary>
/// <param name="Name">For reports.</param>
/// <param name="Arguments">Added to the command line of each role, such as <c>--set Engine:Carrier=epoll</c>.</param>
internal sealed record Variant(string Name, params string[] Arguments)
{
    public static IReadOnlyList<Variant> All { get; } =
    [
        new("default"),
    ];
}
