using System.Diagnostics;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Services.Tests;

/// <summary>The echo service on a plain ncacn_ip_tcp port, for as long as a Python client runs.</summary>
internal static class EchoOverTcp
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    /// <summary>Runs a script that finds the port in <c>port</c>; fails with its error output unless it ends well.</summary>
    public static async Task RunAsync(string script)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var stop = new CancellationTokenSource();
        Task serving = ServeAsync(listener, stop.Token);
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using Process python = Process.Start(new ProcessStartInfo(Peers.Python, ["-c", $"port = {port}\n{script}"])
        {
            RedirectStandardError = true,
        })!;
        try
        {
            string errors = await python.StandardError.ReadToEndAsync().WaitAsync(_patience);
            await python.WaitForExitAsync().WaitAsync(_patience);
            Assert.True(python.ExitCode == 0, errors);
        }
        finally
        {
            if (!python.HasExited)
            {
                python.Kill();
            }

            await stop.CancelAsync();
            await serving.WaitAsync(_patience);
        }
    }

    private static async Task ServeAsync(TcpListener listener, CancellationToken stop)
    {
        var service = RpcService.Echo();
        var sessions = new List<Task>();
        try
        {
            while (true)
            {
                sessions.Add(ServeOneAsync(await listener.AcceptSocketAsync(stop), service));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(sessions);
        }
    }

    private static async Task ServeOneAsync(Socket socket, RpcService service)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        await RpcServiceSession.RunAsync(new StreamEnd(PipeReader.Create(stream), PipeWriter.Create(stream)), service);
    }

    private sealed record StreamEnd(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
