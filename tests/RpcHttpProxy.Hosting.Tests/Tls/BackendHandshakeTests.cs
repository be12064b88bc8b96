using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using RpcHttpProxy.Hosting.Tests.Wire;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Hosting.Tests.Tls;

public sealed class BackendHandshakeTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly ScratchFolder _folder = new();
    private readonly TestCertificates _authority = new();

    public void Dispose()
    {
        _folder.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public async Task A_handshake_that_does_not_end_in_time_is_closed()
    {
        var time = new ManualTime();
        using X509Certificate2 server = _authority.Server();
        TestCertificates.WritePem(server, _folder["backend.pem"], _folder["backend.key"]);
        var settings = new BackendHostSettings();
        settings.Backend.Endpoints.Add(new BackendEndpointOptions { Listen = "127.0.0.1:0", Service = "echo" });
        settings.Backend.Tls.Certificate = _folder["backend.pem"];
        settings.Backend.Tls.Key = _folder["backend.key"];
        settings.Time = time;
        settings.Log.Console = false;
        await using BackendHost backend = BackendHost.Build(settings);
        await backend.StartAsync();
        int before = time.RunningTimers;
        using var silent = new TcpClient();
        await silent.ConnectAsync(backend.EndPoints.Single());
        Task<int> reading = silent.GetStream().ReadAsync(new byte[1]).AsTask();
        await Eventually.TrueAsync(() => time.RunningTimers > before, () => "no handshake has begun");
        Assert.False(reading.IsCompleted);

        time.Advance(settings.Backend.FirstPduTimeout);

        Assert.Equal(0, await reading.WaitAsync(s_patience));
        await backend.StopAsync();
    }
}
