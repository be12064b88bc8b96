using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Primitives;
using RpcHttpProxy.Edge.Limits;

namespace RpcHttpProxy.Hosting.Tests.Limits;

/// <summary>Whose word on a client's address is taken: the same as ASP.NET Core's own middleware takes, whose options these tests set as the hosts did.</summary>
public class ForwardedForTests
{
    private const string FrontEnds = "10.0.0.0/8";

    [Theory]
    [InlineData("10.0.0.1", "203.0.113.9", "203.0.113.9:0")]
    [InlineData("10.0.0.1", "203.0.113.9:1234", "203.0.113.9:1234")]
    [InlineData("10.0.0.1", "198.51.100.1, 203.0.113.9", "203.0.113.9:0")]          // what stands before it may be anybody's lie
    [InlineData("10.0.0.1", "203.0.113.9, 10.0.0.7", "203.0.113.9:0")]
    [InlineData("10.0.0.1", "203.0.113.9, 10.0.0.7:80, 10.0.0.8", "203.0.113.9:0")]
    [InlineData("10.0.0.1", "10.0.0.7", "10.0.0.7:0")]
    [InlineData("10.0.0.1", "203.0.113.9, somebody, 10.0.0.7", "10.0.0.7:0")]       // as far as it can be read
    [InlineData("10.0.0.1", "203.0.113.9, somebody", null)]
    [InlineData("10.0.0.1", "unknown", null)]
    [InlineData("10.0.0.1", "", null)]
    [InlineData("10.0.0.1", null, null)]
    [InlineData("10.0.0.1", " , ,", null)]
    [InlineData("10.0.0.1", "203.0.113.9, ,", "203.0.113.9:0")]
    [InlineData("10.0.0.1", "203.0.113.9|10.0.0.7", "203.0.113.9:0")]               // two fields
    [InlineData("10.0.0.1", "10.0.0.7|203.0.113.9", "203.0.113.9:0")]
    [InlineData("10.0.0.1", "\"203.0.113.9\"", "203.0.113.9:0")]
    [InlineData("10.0.0.1", "\"203.0.113.9:80\", 10.0.0.7", "203.0.113.9:80")]
    [InlineData("10.0.0.1", "\"198.51.100.1, 203.0.113.9\"", null)]
    [InlineData("10.0.0.1", "2001:db8::9", "[2001:db8::9]:0")]
    [InlineData("10.0.0.1", "[2001:db8::9]:443", "[2001:db8::9]:443")]
    [InlineData("10.0.0.1", "203.0.113.9, ::ffff:10.0.0.7", "203.0.113.9:0")]
    [InlineData("10.0.0.1", "203.0.113.9:99999", null)]
    [InlineData("10.0.0.1", "2130706433", "127.0.0.1:0")]                           // as inet_aton(3) reads it
    [InlineData("::ffff:10.0.0.1", "203.0.113.9", "203.0.113.9:0")]
    [InlineData("192.0.2.1", "203.0.113.9", null)]                                  // nobody's word that is trusted
    [InlineData("::1", "203.0.113.9", null)]
    [InlineData(null, "203.0.113.9", "203.0.113.9:0")]
    public void A_hop_is_believed_as_long_as_those_behind_it_are_trusted(string? peer, string? fields, string? client)
    {
        IPAddress? address = peer is null ? null : IPAddress.Parse(peer);
        StringValues values = fields is null ? default : new(fields.Split('|'));

        Assert.Equal(client, ForwardedFor.ClientOf(address, values, new TrustedProxies([FrontEnds]))?.ToString());
        Assert.Equal(client, ByMiddleware(address, values)?.ToString());
    }

    private static IPEndPoint? ByMiddleware(IPAddress? peer, StringValues values)
    {
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        options.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(FrontEnds));
        var middleware = new ForwardedHeadersMiddleware(_ => Task.CompletedTask, NullLoggerFactory.Instance, Microsoft.Extensions.Options.Options.Create(options));
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = peer;
        context.Connection.RemotePort = 50_000;
        context.Request.Headers["X-Forwarded-For"] = values;
        middleware.ApplyForwarders(context);
        return context.Connection.RemotePort == 50_000 ? null : new IPEndPoint(context.Connection.RemoteIpAddress!, context.Connection.RemotePort);
    }
}
