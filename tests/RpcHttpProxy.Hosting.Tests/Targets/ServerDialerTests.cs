using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using Microsoft.Extensions.Logging;
using RpcHttpProxy.Core;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.InboundProxy;
using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Edge.Principals;
using RpcHttpProxy.Edge.Targets;
using RpcHttpProxy.Engine.Reactors;
using RpcHttpProxy.Engine.Sockets;
using RpcHttpProxy.Hosting.Targets;
using RpcHttpProxy.Hosting.Tests.Carriers;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.Transport.Channels;
using RpcHttpProxy.Transport.Sockets;

namespace RpcHttpProxy.Hosting.Tests.Targets;

public sealed class ServerDialerTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly RecordedLog _log = new(LogLevel.Information);
    private readonly VirtualConnection _connection = new InboundProxyRole(new ProxyVariables()).Create(RtsCookie.CreateRandom());

    private ReactorSet? _reactors;
    private string? _revoked;

    public ServerDialerTests() => _listener.Start();

    private string Connection => _connection.Cookie.ToString()[..8];

    private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::1")]
    [InlineData("0.0.0.0")]
    [InlineData("169.254.169.254 fd00:ec2::254")]
    public async Task A_name_that_leads_only_where_none_may_is_denied_without_a_connection(string answer)
    {
        var e = await Assert.ThrowsAsync<ChannelOpenException>(() => OpenAsync(new ScriptedResolver(answer), $"dc1.lab:{Port}"));

        Assert.Equal(CloseReason.TargetDenied, e.Reason);
        Assert.False(_listener.Pending());
        string line = Assert.Single(_log.Lines);
        Assert.StartsWith(
            $"Warning TargetRefused: InboundProxy {Connection}: alice at 203.0.113.9 was refused dc1.lab:{Port}, TargetDenied: ", line, StringComparison.Ordinal);
        Assert.Contains(PeerName.Plain(IPAddress.Parse(answer.Split(' ')[0])).ToString(), line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_connection_goes_to_the_address_that_was_checked_whatever_the_name_leads_to_afterwards(bool isByReactor)
    {
        var resolver = new ScriptedResolver("127.0.0.1", "169.254.169.254");
        using EpollReactor? reactor = isByReactor ? new EpollReactor("test", TimeProvider.System, _ => { }, _ => { }) : null;
        _reactors = reactor is null ? null : new ReactorSet(reactor);

        await using IChannelTransport channel = await OpenAsync(resolver, $"dc1.lab:{Port}", "127.0.0.0/8");

        Assert.Equal(1, resolver.Questions);
        Assert.Equal($"127.0.0.1:{Port}", channel.Peer);
        Assert.Equal(
            $"Information TargetReached: InboundProxy {Connection}: alice at 203.0.113.9 reached dc1.lab:{Port} at 127.0.0.1:{Port} ", Assert.Single(_log.Lines));
    }

    [Fact]
    public async Task What_was_taken_away_since_the_request_was_decided_on_is_not_connected_to()
    {
        _revoked = "its user or certificate is not valid any more";

        var e = await Assert.ThrowsAsync<ChannelOpenException>(
            () => OpenAsync(new ScriptedResolver("127.0.0.1"), $"dc1.lab:{Port}", "127.0.0.0/8"));

        Assert.Equal((CloseReason.TargetDenied, "its user or certificate is not valid any more"), (e.Reason, e.Message));
        using Socket begun = await _listener.AcceptSocketAsync();
        Assert.Equal(0, await begun.ReceiveAsync(new byte[1], SocketFlags.None)); // closed with nothing sent
        Assert.Contains("TargetRefused", Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Addresses_that_are_not_allowed_are_left_out_and_those_that_do_not_answer_are_passed_over()
    {
        // Nobody listens on 127.0.0.9; the others would answer or hang, if they were tried.
        var resolver = new ScriptedResolver("169.254.169.254 ::1 127.0.0.9 127.0.0.1 0.0.0.0");

        await using IChannelTransport channel = await OpenAsync(resolver, $"dc1.lab:{Port}", "127.0.0.0/8");

        Assert.Equal($"127.0.0.1:{Port}", channel.Peer);
    }

    [Fact]
    public async Task A_server_that_is_allowed_and_not_there_leaves_its_audit_line()
    {
        _listener.Stop();

        var e = await Assert.ThrowsAsync<ChannelOpenException>(() => OpenAsync(new ScriptedResolver("127.0.0.9"), "dc1.lab:1", "127.0.0.0/8"));

        Assert.Equal(CloseReason.ServerUnreachable, e.Reason);
        Assert.StartsWith(
            $"Information TargetNotReached: InboundProxy {Connection}: alice at 203.0.113.9 did not reach dc1.lab:1, ServerUnreachable: ", Assert.Single(_log.Lines),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dc1.lab:6001", "10.0.0.1", true)]
    [InlineData("DC1.lab.:6001", "10.0.0.1", true)]
    [InlineData("dc2.lab:6001", "10.0.0.1", false)]    // another server, though it is allowed
    [InlineData("dc1.lab:6002", "10.0.0.1", false)]
    [InlineData("dc1.lab:6001", "10.1.0.1", false)]    // its address is no longer in the rule's networks
    [InlineData("dc1.lab:6001", "127.0.0.1", false)]
    public void A_successor_may_go_only_where_its_connection_goes_and_only_while_that_is_allowed(string asked, string address, bool isAllowed)
    {
        ServerGrant current = Grant("dc1.lab:6001", "10.0.0.0/8", "127.0.0.0/8");
        using ILoggerFactory loggers = Loggers();
        var dialer = new ServerDialer(new TcpDialer(TimeSpan.FromSeconds(5), TimeProvider.System), new Audit(loggers, TimeProvider.System));

        CloseReason? refusal = dialer.RefusesSuccessor(_connection, current, Grant(asked, "10.0.0.0/16"), new IPEndPoint(IPAddress.Parse(address), 6001));

        Assert.Equal(isAllowed ? null : CloseReason.TargetDenied, refusal);
        Assert.StartsWith(
            isAllowed
                ? $"Information SuccessorAllowed: InboundProxy {Connection}: alice at 203.0.113.9 goes on with {asked} at {address}:6001"
                : $"Warning TargetRefused: InboundProxy {Connection}: alice at 203.0.113.9 was refused {asked}, TargetDenied: its connection goes to ",
            Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Both_channels_of_a_connection_try_addresses_in_one_order_and_connections_share_them_out()
    {
        IPAddress[] addresses = [.. "10.0.0.1 10.0.0.2 10.0.0.3 fd12::1 fd12::2".Split(' ').Select(IPAddress.Parse)];
        HashSet<IPAddress> firsts = [];
        for (int i = 0; i < 200; i++)
        {
            var cookie = RtsCookie.CreateRandom();
            IReadOnlyList<IPAddress> order = AddressOrder.Of(cookie, addresses);
            IPAddress[] turned = [addresses[2], addresses[4], addresses[0], addresses[3], addresses[1]];

            Assert.Equal(order, AddressOrder.Of(cookie, turned));
            Assert.Equal(addresses.Order(Comparer<IPAddress>.Create((a, b) => string.CompareOrdinal($"{a}", $"{b}"))), order.Order(Comparer<IPAddress>.Create((a, b) => string.CompareOrdinal($"{a}", $"{b}"))));
            Assert.All(order.Take(3), address => Assert.Equal(AddressFamily.InterNetwork, address.AddressFamily));
            firsts.Add(order[0]);
        }

        Assert.Equal(3, firsts.Count);
    }

    public void Dispose() => _listener.Dispose();

    private async Task<IChannelTransport> OpenAsync(ScriptedResolver resolver, string server, params string[] networks)
    {
        using ILoggerFactory loggers = Loggers();
        var dialer = new ServerDialer(new TcpDialer(TimeSpan.FromSeconds(5), TimeProvider.System, resolver, reactors: _reactors), new Audit(loggers, TimeProvider.System));
        return await dialer.OpenAsync(
            new Channel(ChannelLeg.ServerIn), _connection, Grant(server, networks) with { Revoked = _ => _revoked }, CancellationToken.None);
    }

    private ILoggerFactory Loggers() => LoggerFactory.Create(logging => logging.AddProvider(_log));

    private static ServerGrant Grant(string server, params string[] networks)
    {
        string[] parts = server.Split(':');
        var target = new RpcRequestTarget(parts[0], int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture));
        var policy = new ProxyOptions { Rules = [new TargetRuleOptions { Targets = [server], Addresses = networks }] }.ToTargetPolicy();
        ClaimsPrincipal alice = PrincipalIdentity.User("test", AccountNames.Plain.Of("alice"), []);
        return policy.Grant(alice, target, IPAddress.Parse("203.0.113.9"))!;
    }
}
