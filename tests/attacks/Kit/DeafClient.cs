using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace RpcHttpProxy.Attacks.Tests.Kit;

/// <summary>Sends the same request again and again on one connection, and reads nothing.</summary>
internal sealed class DeafClient : IDisposable
{
    private const int Batch = 100;
    private const int ReceiveBuffer = 4_096;    // little is taken in for it by its own kernel

    private readonly Wire _wire;
    private readonly CancellationTokenSource _enough = new();

    private DeafClient(Wire wire) => _wire = wire;

    /// <summary>Whether the other side still holds the connection.</summary>
    public bool IsHeld => TcpState.IsEstablished(_wire.Socket);

    public static async Task<DeafClient> StartAsync(IPEndPoint proxy, bool isEncrypted, string request, string from = "127.0.0.1")
    {
        var client = new DeafClient(await Wire.ConnectAsync(proxy, from, ReceiveBuffer));
        var stream = new NetworkStream(client._wire.Socket);
        _ = client.SendAsync(isEncrypted ? await EncryptAsync(stream) : stream, Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(request, Batch))));
        return client;
    }

    public void Dispose()
    {
        _enough.Cancel();
        _wire.Dispose();
        _enough.Dispose();
    }

    [SuppressMessage("Security", "CA5359", Justification = "An attacker doesn't ask who it attacks.")]
    private static async Task<Stream> EncryptAsync(Stream plain)
    {
        var tls = new SslStream(plain, leaveInnerStreamOpen: false, (_, _, _, _) => true);
        await tls.AuthenticateAsClientAsync("localhost").WaitAsync(Patience.Limit);
        return tls;
    }

    private async Task SendAsync(Stream stream, byte[] requests)
    {
        try
        {
            while (true)
            {
                await stream.WriteAsync(requests, _enough.Token);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // It was cut, or it is enough.
        }
    }
}
