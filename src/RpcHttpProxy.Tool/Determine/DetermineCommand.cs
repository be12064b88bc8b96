using System.CommandLine;
using RpcHttpProxy.Client;
using RpcHttpProxy.Tool.CommandLine;

namespace RpcHttpProxy.Tool.Determine;

/// <summary><c>rpchttp determine</c>: is an HTTP proxy needed to get there?</summary>
internal sealed class DetermineCommand : ToolCommand
{
    private readonly UrlOption _proxy = UrlOption.OfRpcProxy("--proxy", "The RPC over HTTP proxy that is to be reached.");
    private readonly UrlOption _httpProxy = UrlOption.OfHttpProxy("--http-proxy", "The HTTP proxy that may be needed to get there.");

    private readonly AccessArguments _access;

    public DetermineCommand()
        : base(
            "determine",
            "Finds out whether a proxy is reached directly or through an HTTP proxy (MS-RPCH 3.2.2.4.1.1).",
            new Example(
                "rpchttp determine --proxy http://proxy.example:8080 --http-proxy http://gateway.example:3128",
                "Prints direct or indirect and why; exit code 1 when there is no way."))
    {
        _proxy.Required = true;
        Options.Add(_proxy);
        Options.Add(_httpProxy);
        _access = new AccessArguments(this);
        About = """
            One echo request goes each way. The direct answer wins when it comes first or within 200 ms of the other;
            when only the HTTP proxy answers it is the way, and when neither answers there is none.
            """;
    }

    protected override async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        Uri proxy = arguments.GetRequiredValue(_proxy);
        Task<ProxyUseResult> determining = ProxyUseDeterminer.DetermineAsync(
            proxy, arguments.GetValue(_httpProxy), _access.ReadCredentials(arguments, proxy), _access.ReadTls(arguments), cancellation);
        ProxyUseResult result = await Progress.WaitAsync(determining, $"waiting for {proxy.Authority}", Error(arguments));

        Print(result, result.Use == ProxyUse.Unreachable ? Error(arguments) : Output(arguments));
        if (result.Use == ProxyUse.Unreachable && result.Steps.Select(step => Hint.ForText(step.What)).OfType<string>().FirstOrDefault() is { } hint)
        {
            Error(arguments).WriteLine($"Hint: {hint}");
        }

        return result.Use == ProxyUse.Unreachable ? ExitCodes.OtherSideFailed : ExitCodes.Done;
    }

    /// <summary>The result in a line, then what led to it.</summary>
    internal static void Print(ProxyUseResult result, TextWriter output)
    {
        output.WriteLine($"{Word(result.Use)}: {result.Why}");
        int width = result.Steps.Max(step => Move(step).Length);
        foreach (ProxyUseStep step in result.Steps)
        {
            output.WriteLine($"  {Text.Of(step.At),10}  {Move(step).PadRight(width)}  {step.What}");
        }
    }

    private static string Word(ProxyUse use) => use switch
    {
        ProxyUse.Direct => "direct connection",
        ProxyUse.Indirect => "indirect connection",
        _ => "no connection",
    };

    private static string Move(ProxyUseStep step) => step.From == step.To ? step.From : $"{step.From} → {step.To}";
}
