using System.CommandLine;
using System.Diagnostics;
using RpcHttpProxy.Client;
using RpcHttpProxy.Tool.CommandLine;

namespace RpcHttpProxy.Tool.Echo;

/// <summary><c>rpchttp echo</c>: does an RPC over HTTP proxy answer there?</summary>
internal sealed class EchoCommand : ToolCommand
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(30);

    private readonly UrlOption _proxy = UrlOption.OfRpcProxy("--proxy", "The proxy to ask, http[s]://HOST:PORT.");

    private readonly AccessArguments _access;

    private readonly Option<string> _method = Choice.Option(
        "--method", "in asks the inbound proxy (RPC_IN_DATA), out the outbound proxy (RPC_OUT_DATA).", "in", "out");

    public EchoCommand()
        : base(
            "echo",
            "Asks a proxy for an echo (MS-RPCH 2.1.2.1.5).",
            new Example("rpchttp echo --proxy http://proxy.example:8080 --method out", "Asks the outbound proxy; exit code 0 when it echoes."))
    {
        _proxy.Required = true;
        Options.Add(_proxy);
        Options.Add(_method);
        _access = new AccessArguments(this);
        About = "The smallest exchange there is: it needs no RPC server and opens nothing.";
    }

    protected override async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        Uri proxy = arguments.GetRequiredValue(_proxy);
        EchoMethod method = arguments.GetValue(_method) == "out" ? EchoMethod.Out : EchoMethod.In;
        using HttpMessageInvoker http = new(RpcEcho.CreateHandler(_access.ReadCredentials(arguments, proxy), _access.ReadTls(arguments)));
        using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(s_timeout);

        long start = Stopwatch.GetTimestamp();
        try
        {
            ReadOnlyMemory<byte> echo = await Progress.WaitAsync(
                RpcEcho.SendAsync(proxy, method, http, timeout.Token), $"waiting for {proxy.Authority}", Error(arguments));
            string role = method == EchoMethod.In ? "inbound" : "outbound";
            Output(arguments).WriteLine(
                $"{ProxyUrl.Create(proxy)} echoes as {role} proxy: Echo RTS PDU, {Text.Bytes(echo.Length)}, {Text.Of(Stopwatch.GetElapsedTime(start))}");
            return ExitCodes.Done;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new FailureException($"{ProxyUrl.Create(proxy)} didn't answer within {s_timeout.TotalSeconds:0} s.");
        }
    }
}
