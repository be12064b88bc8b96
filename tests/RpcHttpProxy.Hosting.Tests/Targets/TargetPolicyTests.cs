using System.Net;
using System.Security.Claims;
using RpcHttpProxy.Edge.Principals;
using RpcHttpProxy.Edge.Targets;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.Transport.Channels;
using RpcHttpProxy.Transport.Sockets;

namespace RpcHttpProxy.Hosting.Tests.Targets;

public class TargetPolicyTests
{
    [Theory]
    [InlineData("server:593", "server", 593, true)]
    [InlineData("server:593", "SERVER", 593, true)]
    [InlineData("server:593", "server.", 593, true)]
    [InlineData("server.:593", "server", 593, true)]
    [InlineData("server:593", "server", 594, false)]
    [InlineData("server:593", "server.lab", 593, false)]
    [InlineData("server:1-3", "server", 1, true)]
    [InlineData("server:1-3", "server", 3, true)]
    [InlineData("server:2-3", "server", 1, false)]
    [InlineData("server:2-3", "server", 4, false)]
    [InlineData("*.lab.example:593", "a.lab.example", 593, true)]
    [InlineData("*.lab.example:593", "A.B.Lab.Example.", 593, true)]
    [InlineData("*.lab.example:593", "lab.example", 593, false)]
    [InlineData("*.lab.example:593", "evillab.example", 593, false)]
    [InlineData("*.lab.example:593", "a.lab.example.evil", 593, false)]
    [InlineData("*.lab.example:500-600", "a.lab.example", 600, true)]
    [InlineData("10.0.0.1:593", "10.0.0.1", 593, true)]
    [InlineData("10.0.0.1:593", "10.0.0.10", 593, false)]
    [InlineData("[::1]:593", "::1", 593, true)]
    [InlineData("[0:0::1]:593", "::1", 593, true)]
    [InlineData("[::1]:593", "::2", 593, false)]
    public void An_entry_means_what_it_says_and_nothing_else(string entry, string server, int port, bool isAllowed)
    {
        Assert.Equal(isAllowed, Grant(new ProxyOptions { AllowedTargets = [entry] }, new RpcRequestTarget(server, port)) is not null);
    }

    [Theory]
    [InlineData("55cb32b9-1c5c-4a7e-9c0e-5f3d2b1a0c9d@contoso.example", 6001, "backend:6001")]
    [InlineData("55CB32B9-1C5C-4A7E-9C0E-5F3D2B1A0C9D@Contoso.Example", 6001, "backend:6001")]
    [InlineData("other-mailbox@contoso.example.", 6001, "backend:6001")]
    [InlineData("special@contoso.example", 6001, "special:6001")]
    [InlineData("55cb32b9-1c5c-4a7e-9c0e-5f3d2b1a0c9d@contoso.example", 6002, null)]
    [InlineData("55cb32b9-1c5c-4a7e-9c0e-5f3d2b1a0c9d@sub.contoso.example", 6001, null)]
    [InlineData("55cb32b9-1c5c-4a7e-9c0e-5f3d2b1a0c9d@fabrikam.example", 6001, null)]
    [InlineData("contoso.example", 6001, null)]
    public void A_mailbox_is_served_by_an_entry_of_the_map_for_it_or_its_domain_and_by_nothing_else(string asked, int port, string? server)
    {
        var options = new ProxyOptions { TargetMap = ["*@contoso.example:6001=backend:6001", "special@contoso.example:6001 = special:6001"] };

        Assert.Equal(server, Grant(options, new RpcRequestTarget(asked, port))?.Server.ToString());
    }

    [Fact]
    public void No_list_of_allowed_targets_allows_a_mailbox()
    {
        var options = new ProxyOptions { AllowedTargets = ["*.contoso.example:1-65535"], Rules = [new TargetRuleOptions { Targets = ["*.example:1-65535"] }] };

        Assert.NotNull(Grant(options, new RpcRequestTarget("a.contoso.example", 6001)));
        Assert.Null(Grant(options, new RpcRequestTarget("55cb32b9-1c5c-4a7e-9c0e-5f3d2b1a0c9d@a.contoso.example", 6001)));
    }

    [Theory]
    [InlineData("a@b.example:1", false)]
    [InlineData("*@b.example:1", false)]
    [InlineData("*.b.example:1", true)]
    public void A_mailbox_is_no_entry_of_the_list(string entry, bool isEntry) => Assert.Equal(isEntry, AllowedTarget.TryParse(entry, out _, out _));

    [Theory]
    [InlineData("*@b.example:1=c:2", true)]
    [InlineData("*@b.example:1=a@b.example:2", false)]
    [InlineData("*@b.example:1=*@b.example:2", false)]
    [InlineData("*@10.1.2.3:1=c:2", false)]
    [InlineData("*@:1=c:2", false)]
    [InlineData("*:1=c:2", false)]
    [InlineData("*a@b.example:1=c:2", false)]
    public void An_asterisk_stands_for_the_mailboxes_of_a_domain_on_the_left_only(string entry, bool isEntry) =>
        Assert.Equal(isEntry, TargetMapEntry.TryParse(entry, out _, out _));

    [Fact]
    public void Nothing_is_allowed_when_nothing_is_named() =>
        Assert.Null(Grant(new ProxyOptions(), new RpcRequestTarget("localhost", 593)));

    [Fact]
    public void A_mapped_target_is_allowed_and_stands_for_the_other_which_is_not()
    {
        var options = new ProxyOptions { TargetMap = ["localhost:3388 = backend:6001"] };

        Assert.Equal(new RpcRequestTarget("backend", 6001), Grant(options, new RpcRequestTarget("LOCALHOST.", 3388))?.Server);
        Assert.Null(Grant(options, new RpcRequestTarget("backend", 6001)));
        Assert.Null(Grant(options, new RpcRequestTarget("localhost", 3389)));
    }

    [Theory]
    [InlineData("", "", "dc1.lab:49152", false)]
    [InlineData("alice", "", "dc1.lab:49152", true)]
    [InlineData("ALICE", "", "dc1.lab:49152", true)]
    [InlineData("alice2", "", "dc1.lab:49152", false)]
    [InlineData("alice", "", "dc1.lab:49153", false)]
    [InlineData("bob", "operators", "dc1.lab:49152", true)]
    [InlineData("bob", "operators, others", "dc1.lab:49152", true)]
    [InlineData("bob", "others", "dc1.lab:49152", false)]
    [InlineData("*", "", "dc1.lab:135", true)]
    [InlineData("carol", "", "dc1.lab:135", true)]
    [InlineData("", "", "dc1.lab:135", false)]
    [InlineData("", "", "public.lab:1", true)]
    [InlineData("carol", "", "public.lab:1", true)]
    public void A_rule_is_for_its_principals_and_groups_and_a_rule_without_any_for_everybody(
        string principal, string groups, string target, bool isAllowed)
    {
        var options = new ProxyOptions
        {
            Rules =
            [
                new TargetRuleOptions { Principals = ["Alice"], Groups = ["operators"], Targets = ["*.lab:49152"] },
                new TargetRuleOptions { Principals = ["*"], Targets = ["*.lab:135"] },
                new TargetRuleOptions { Targets = ["public.lab:1"] },
            ],
        };
        string[] parts = target.Split(':');
        var asked = new RpcRequestTarget(parts[0], int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture));

        ServerGrant? grant = options.ToTargetPolicy().Grant(User(principal, groups.Split(", ")), asked, IPAddress.Loopback);

        Assert.Equal(isAllowed, grant is not null);
        Assert.Equal(isAllowed ? principal : null, grant?.Principal);
    }

    [Theory]
    [InlineData("application:alice", "", true)]
    [InlineData("alice", "", true)] // whoever vouches for her
    [InlineData("users:alice", "", false)]
    [InlineData(@"domain:LAB\alice", "", false)]
    [InlineData("certificate:alice", "", false)]
    [InlineData("bob", "operators", true)] // the application's roles are groups
    [InlineData("bob", "others", false)]
    [InlineData("*", "", true)]
    public void An_identity_of_the_application_that_embeds_the_proxies_is_the_applications(string principal, string group, bool isAllowed)
    {
        var foreign = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, "alice"), new Claim(ClaimTypes.Role, "operators")], "Cookies"));
        var rule = new TargetRuleOptions { Principals = [principal], Targets = ["server:1"] };
        if (group.Length > 0)
        {
            rule.Groups.Add(group);
        }

        ServerGrant? grant = new ProxyOptions { Rules = [rule] }.ToTargetPolicy().Grant(foreign, new RpcRequestTarget("server", 1), IPAddress.Loopback);

        Assert.Equal(isAllowed ? "application:alice" : null, grant?.Principal);
    }

    [Fact]
    public void A_name_and_groups_that_nobody_has_vouched_for_are_nobodys()
    {
        var claimed = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, "alice"), new Claim(ClaimTypes.Role, "operators")]));
        var policy = new ProxyOptions
        {
            Rules = [new TargetRuleOptions { Principals = ["alice", "*"], Groups = ["operators"], Targets = ["server:1"] }],
        }.ToTargetPolicy();

        Assert.Null(policy.Grant(claimed, new RpcRequestTarget("server", 1), null));
    }

    [Theory]
    [InlineData("server:1", "10.0.0.1", true)]
    [InlineData("server:1", "fd12::1", true)]
    [InlineData("server:1", "127.0.0.1", false)]
    [InlineData("server:1", "169.254.169.254", false)]
    [InlineData("*.lab:1", "127.0.0.1", false)]
    [InlineData("localhost:1", "127.0.0.1", true)]
    [InlineData("LOCALHOST.:1", "::1", true)]
    [InlineData("localhost:1", "::ffff:127.0.0.1", true)]
    [InlineData("localhost:1", "169.254.169.254", false)]
    [InlineData("127.0.0.1:1", "127.0.0.1", true)]
    [InlineData("127.0.0.1:1", "127.0.0.2", false)]
    [InlineData("[::1]:1", "::1", true)]
    [InlineData("[::1]:1", "127.0.0.1", false)]
    [InlineData("169.254.169.254:1", "169.254.169.254", true)]
    [InlineData("[::ffff:127.0.0.1]:1", "127.0.0.1", true)]
    public void An_address_in_a_refused_range_must_be_named_by_the_entry(string entry, string address, bool isAllowed)
    {
        string server = entry[..^2].Trim('[', ']').Replace("*", "a", StringComparison.Ordinal);
        string asked = IPAddress.TryParse(server, out IPAddress? literal) ? PeerName.Plain(literal).ToString() : server;

        foreach (ProxyOptions options in (ProxyOptions[])[new() { AllowedTargets = [entry] }, new() { TargetMap = [$"mapped:1 = {entry.Replace("*", "a", StringComparison.Ordinal)}"] }])
        {
            ServerGrant grant = Grant(options, new RpcRequestTarget(options.TargetMap.Count == 0 ? asked : "mapped", 1))!;

            Assert.Equal(isAllowed, grant.Refuses(IPAddress.Parse(address)) is null);
        }
    }

    [Theory]
    [InlineData("10.1.0.0/16", "10.1.2.3", true)]
    [InlineData("10.1.0.0/16", "10.2.0.1", false)]
    [InlineData("10.1.0.0/16", "127.0.0.1", false)]
    [InlineData("127.0.0.0/8", "127.0.1.1", true)]
    [InlineData("127.0.0.1/32", "127.0.0.1", true)]
    [InlineData("127.0.0.1/32", "127.0.0.2", false)]
    [InlineData("127.0.0.0/8", "::ffff:127.0.0.1", true)]
    [InlineData("0.0.0.0/0", "127.0.0.1", false)]
    [InlineData("0.0.0.0/0", "169.254.169.254", false)]
    [InlineData("0.0.0.0/0", "10.0.0.1", true)]
    [InlineData("::/0", "fd00:ec2::254", false)]
    [InlineData("fd00:ec2::254/128", "fd00:ec2::254", true)]
    [InlineData("64:ff9b::/96", "64:ff9b::127.0.0.1", false)]
    [InlineData("64:ff9b::7f00:0/104", "64:ff9b::127.0.0.1", true)]
    [InlineData("64:ff9b::/96", "64:ff9b::10.0.0.1", true)]
    public void A_rules_networks_bound_its_servers_and_name_a_refused_range_only_when_they_are_no_wider(string network, string address, bool isAllowed)
    {
        var options = new ProxyOptions { Rules = [new TargetRuleOptions { Targets = ["server:1"], Addresses = [network] }] };

        Assert.Equal(isAllowed, Grant(options, new RpcRequestTarget("server", 1))!.Refuses(IPAddress.Parse(address)) is null);
    }

    [Fact]
    public void A_network_that_the_operator_refuses_is_refused_unless_it_is_named()
    {
        var options = new ProxyOptions
        {
            AllowedTargets = ["server:1", "10.0.9.1:1"],
            Rules = [new TargetRuleOptions { Targets = ["management:1"], Addresses = ["10.0.9.0/24"] }],
            RefusedAddresses = ["10.0.9.0/24"],
        };
        IPAddress address = IPAddress.Parse("10.0.9.1");

        Assert.Equal("a refused network", Grant(options, new RpcRequestTarget("server", 1))!.Refuses(address));
        Assert.Null(Grant(options, new RpcRequestTarget("10.0.9.1", 1))!.Refuses(address));
        Assert.Null(Grant(options, new RpcRequestTarget("management", 1))!.Refuses(address));
    }

    [Theory]
    [InlineData("10.0.0.5")]
    [InlineData("::ffff:10.0.0.5")]
    [InlineData("::10.0.0.5")]
    [InlineData("::ffff:0:10.0.0.5")]
    [InlineData("64:ff9b::10.0.0.5")]
    [InlineData("2002:a00:5::1")]
    public void A_network_that_the_operator_refuses_is_refused_in_whatever_form_it_comes(string address)
    {
        foreach (string refused in (string[])["10.0.0.0/8", "::ffff:10.0.0.0/104"])
        {
            var options = new ProxyOptions { AllowedTargets = ["*.lab.example:1"], RefusedAddresses = [refused] };

            Assert.Equal("a refused network", Grant(options, new RpcRequestTarget("a.lab.example", 1))!.Refuses(IPAddress.Parse(address)));
        }
    }

    [Theory]
    [InlineData("10.0.0.0/16", "10.0.0.5", "10.0.0.0/8", "10.0.0.5/32")]
    [InlineData("127.0.0.0/8", "127.0.0.5", "127.0.0.5/32", "10.0.0.0/8")]
    [InlineData("10.0.0.5/32", "10.0.0.5", "10.0.0.0/8", "10.0.0.5/32", true)]
    [InlineData("10.0.0.0/16", "10.0.0.6", "10.0.0.0/8", "10.0.0.5/32", true)]
    public void Every_range_that_an_address_is_in_must_be_named_in_whatever_order_they_are_written(
        string network, string address, string one, string other, bool isAllowed = false)
    {
        foreach (string[] refused in (string[][])[[one, other], [other, one]])
        {
            var options = new ProxyOptions { Rules = [new TargetRuleOptions { Targets = ["server:1"], Addresses = [network] }], RefusedAddresses = refused };

            Assert.Equal(isAllowed, Grant(options, new RpcRequestTarget("server", 1))!.Refuses(IPAddress.Parse(address)) is null);
        }
    }

    private static ServerGrant? Grant(ProxyOptions options, RpcRequestTarget target) =>
        options.ToTargetPolicy().Grant(new ClaimsPrincipal(), target, IPAddress.Loopback);

    private static ClaimsPrincipal User(string name, params string[] groups) => name.Length == 0
        ? new ClaimsPrincipal(new ClaimsIdentity())
        : PrincipalIdentity.User("test", AccountNames.Plain.Of(name), groups);
}
