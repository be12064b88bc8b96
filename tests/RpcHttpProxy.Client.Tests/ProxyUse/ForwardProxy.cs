using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace RpcHttpProxy.Client.Tests.Use;

/// <summary>A real HTTP proxy, tinyproxy, on a free loopback port.</summary>
internal sealed class ForwardProxy : IDisposable
{
    private readonly Process _process;
    private readonly string _configuration;

    private ForwardProxy(Process process, string configuration, int port) =>
        (_process, _configuration, Url) = (process, configuration, new Uri($"http://127.0.0.1:{port}"));

    public Uri Url { get; }

    public static async Task<ForwardProxy> StartAsync()
    {
        int port = FreePort();
        string configuration = Path.GetTempFileName();
        await File.WriteAllTextAsync(configuration, $"Port {port}\nListen 127.0.0.1\nAllow 127.0.0.1\nTimeout 60\n");
        Process process = Process.Start(new ProcessStartInfo("tinyproxy", ["-d", "-c", configuration]) { RedirectStandardOutput = true })!;
        ForwardProxy proxy = new(process, configuration, port);

        using CancellationTokenSource timeout = new(ScriptedExchange.Patience);
        string? line;
        do
        {
            line = await process.StandardOutput.ReadLineAsync(timeout.Token) ?? throw new InvalidOperationException("tinyproxy doesn't run");
        }
        while (!line.Contains("Accepting connections", StringComparison.Ordinal));

        _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        return proxy;
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        File.Delete(_configuration);
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
