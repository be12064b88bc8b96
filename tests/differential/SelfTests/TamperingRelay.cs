using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace RpcHttpProxy.Differential.Tests.SelfTests;

/// <summary>Stands before a role and passes everything on, but for one thing: a build with a fault, as far as its clients can see.</summary>
internal sealed partial class TamperingRelay : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly IPEndPoint _target;
    private readonly Tampering _tampering;
    private readonly CancellationTokenSource _over = new();
    private readonly Task _accepting;

    public TamperingRelay(IPEndPoint target, Tampering tampering)
    {
        (_target, _tampering) = (target, tampering);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndpoint;

    public void Dispose()
    {
        _over.Cancel();
        _listener.Dispose();
        _ = _accepting.ContinueWith(_ => _over.Dispose(), TaskScheduler.Default);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = CarryAsync(await _listener.AcceptSocketAsync(_over.Token));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task CarryAsync(Socket client)
    {
        using Socket _ = client;
        using var role = new Socket(_target.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        await role.ConnectAsync(_target);
        Task up = CopyAsync(client, role, Tampering.Nothing);
        await CopyAsync(role, client, _tampering);
        await up;
    }

    private async Task CopyAsync(Socket from, Socket to, Tampering tampering)
    {
        byte[] buffer = new byte[65_536];
        try
        {
            int read;
            while ((read = await from.ReceiveAsync(buffer, _over.Token)) > 0)
            {
                await to.SendAsync(Tampered(buffer[..read], tampering), _over.Token);
            }

            if (tampering == Tampering.ResetsInsteadOfFinishing)
            {
                to.Close(0);
            }
            else
            {
                to.Shutdown(SocketShutdown.Send);
            }
        }
        catch (SocketException)
        {
            if (tampering == Tampering.FinishesInsteadOfResetting)
            {
                to.Close();
            }
            else
            {
                to.Close(0);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The other direction has ended it, or the test is over.
        }
    }

    private static byte[] Tampered(byte[] piece, Tampering tampering) => tampering switch
    {
        Tampering.FlipsABit => [.. piece[..^1], (byte)(piece[^1] ^ 1)],
        Tampering.DropsAByte => piece[1..],
        Tampering.DropsExtendedErrors => Encoding.Latin1.GetBytes(ExtendedErrors().Replace(Encoding.Latin1.GetString(piece), "")),
        Tampering.SaysYesterday => Encoding.Latin1.GetBytes(Date().Replace(
            Encoding.Latin1.GetString(piece), DateTimeOffset.UtcNow.AddDays(-1).ToString("r", CultureInfo.InvariantCulture))),
        _ => piece,
    };

    [GeneratedRegex(", EEInfo: [A-Za-z0-9+/=]+")]
    private static partial Regex ExtendedErrors();

    [GeneratedRegex("(?<=Date: )[^\r]*")]
    private static partial Regex Date();
}
