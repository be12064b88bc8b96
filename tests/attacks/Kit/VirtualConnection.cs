using System.Net;

namespace RpcHttpProxy.Attacks.Tests.Kit;

/// <summary>A virtual connection opened by hand, PDU by PDU.</summary>
internal sealed class VirtualConnection : IDisposable
{
    private VirtualConnection(Wire @in, Wire @out) => (In, Out) = (@in, @out);

    public Wire In { get; }

    public Wire Out { get; }

    public byte[] Cookie { get; } = Rts.NewCookie();

    public byte[] InCookie { get; } = Rts.NewCookie();

    public byte[] OutCookie { get; } = Rts.NewCookie();

    /// <summary>Opens one by way of two proxies, which may be one; throws what shows why it can't be opened.</summary>
    public static async Task<VirtualConnection> OpenAsync(
        IPEndPoint inbound, IPEndPoint outbound, string server, string headers = "", TimeSpan? limit = null)
    {
        Wire @out = await Wire.ConnectAsync(outbound);
        var connection = new VirtualConnection(await Wire.ConnectAsync(inbound), @out);
        try
        {
            await @out.SendAsync(Requests.Out(server, headers));
            await @out.SendAsync(Rts.ConnA1(connection.Cookie, connection.OutCookie));
            await connection.In.SendAsync(Requests.In(server, headers));
            await connection.In.SendAsync(Rts.ConnB1(connection.Cookie, connection.InCookie));
            Response response = await @out.ReadResponseAsync(limit);
            if (response.Status != 200)
            {
                throw new InvalidOperationException($"The OUT channel was answered: {response}");
            }

            await @out.ReadPduAsync(limit); // CONN/A3
            await @out.ReadPduAsync(limit); // CONN/C2
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        In.Dispose();
        Out.Dispose();
    }
}
