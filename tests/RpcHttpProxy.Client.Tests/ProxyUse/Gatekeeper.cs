using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RpcHttpProxy.Client.Tests.Use;

/// <summary>
/// Stands before a proxy as a firewall would: what comes through an HTTP proxy, which leaves its name in Via, passes; what comes
/// directly is neither refused nor answered.
/// </summary>
internal sealed class Gatekeeper : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly Uri _behind;

    public Gatekeeper(Uri behind)
    {
        _behind = behind;
        _listener.Start();
        _ = AcceptAsync();
    }

    public Uri Url => new($"http://{_listener.LocalEndpoint}");

    public void Dispose()
    {
        _closing.Cancel();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_closing.IsCancellationRequested)
        {
            _ = PassAsync(await _listener.AcceptTcpClientAsync(_closing.Token));
        }
    }

    private async Task PassAsync(TcpClient client)
    {
        using (client)
        {
            NetworkStream stream = client.GetStream();
            StringBuilder head = new();
            byte[] one = new byte[1];
            while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            {
                await stream.ReadExactlyAsync(one, _closing.Token);
                head.Append((char)one[0]);
            }

            if (!head.ToString().Contains("\r\nVia:", StringComparison.OrdinalIgnoreCase))
            {
                await new TaskCompletionSource().Task.WaitAsync(_closing.Token);
            }

            using TcpClient behind = new();
            await behind.ConnectAsync(_behind.Host, _behind.Port, _closing.Token);
            await behind.GetStream().WriteAsync(Encoding.Latin1.GetBytes(head.ToString()), _closing.Token);
            await Task.WhenAny(
                stream.CopyToAsync(behind.GetStream(), _closing.Token), behind.GetStream().CopyToAsync(stream, _closing.Token));
        }
    }
}
