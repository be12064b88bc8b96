using System.Net;
using System.Net.Sockets;
using System.Text;
using RpcHttpProxy.Differential.Tests.Wire;

namespace RpcHttpProxy.Differential.Tests.SelfTests;

/// <summary>A leg notes whatever comes, be it nonsense, and never throws for it.</summary>
public class LegTests
{
    [Theory]
    [InlineData("5", "12345")]
    [InlineData("0", "")]
    [InlineData("4", "12345")]
    [InlineData("5", "1234")]
    [InlineData("4294967296", "12345")]                 // more than an int
    [InlineData("99999999999999999999", "12345")]       // more than a long
    [InlineData("-1", "12345")]
    [InlineData("", "12345")]
    [InlineData("five", "12345")]
    public async Task A_response_with_any_length_is_read_to_its_end(string length, string body)
    {
        string response = $"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}";
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using Leg leg = await Leg.ConnectAsync("client", (IPEndPoint)listener.LocalEndpoint);
        using (Socket server = await listener.AcceptSocketAsync())
        {
            await server.SendAsync(Encoding.ASCII.GetBytes(response));
            server.Shutdown(SocketShutdown.Send);
            await leg.ReadToEndAsync();
        }

        Assert.Equal(response, Encoding.ASCII.GetString(leg.Received));
        Assert.Equal(LegEnd.Fin, leg.End);
    }
}
