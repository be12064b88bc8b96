using System.Net;
using RpcHttpProxy.Edge.Targets;

namespace RpcHttpProxy.Hosting.Tests.Targets;

public class RefusedRangesTests
{
    [Theory]
    [InlineData("0.0.0.0", "unspecified")]
    [InlineData("0.255.255.255", "unspecified")]
    [InlineData("1.0.0.0", null)]
    [InlineData("10.0.0.1", null)]
    [InlineData("172.16.0.1", null)]
    [InlineData("192.168.0.1", null)]
    [InlineData("100.64.0.1", null)]
    [InlineData("100.100.100.200", "cloud metadata")]
    [InlineData("126.255.255.255", null)]
    [InlineData("127.0.0.0", "loopback")]
    [InlineData("127.255.255.255", "loopback")]
    [InlineData("128.0.0.0", null)]
    [InlineData("168.63.129.16", "cloud metadata")]
    [InlineData("169.254.0.0", "link-local")]
    [InlineData("169.254.169.254", "link-local")]
    [InlineData("169.255.0.0", null)]
    [InlineData("192.0.0.192", "reserved")]
    [InlineData("192.0.1.0", null)]
    [InlineData("223.255.255.255", null)]
    [InlineData("224.0.0.1", "multicast")]
    [InlineData("239.255.255.255", "multicast")]
    [InlineData("240.0.0.1", "reserved")]
    [InlineData("255.255.255.255", "broadcast, reserved")]
    [InlineData("::", "unspecified, unspecified")]           // itself, and 0.0.0.0 as IPv4-compatible
    [InlineData("::1", "loopback, unspecified")]
    [InlineData("::7f00:1", "loopback")]                     // IPv4-compatible
    [InlineData("::ffff:127.0.0.1", "loopback")]             // IPv4-mapped
    [InlineData("::ffff:169.254.169.254", "link-local")]
    [InlineData("::ffff:10.0.0.1", null)]
    [InlineData("::ffff:0:127.0.0.1", "loopback")]           // IPv4-translated
    [InlineData("64:ff9b::169.254.169.254", "link-local")]   // NAT64
    [InlineData("64:ff9b::10.0.0.1", null)]
    [InlineData("64:ff9b:1::1", "local translation")]
    [InlineData("2002:7f00:1::1", "loopback")]               // 6to4
    [InlineData("2002:a00:1::1", null)]
    [InlineData("2001:0:1::1", "Teredo")]
    [InlineData("2001:db8::1", null)]
    [InlineData("2a00::1", null)]
    [InlineData("fc00::1", null)]
    [InlineData("fd00:ec2::254", "cloud metadata")]
    [InlineData("fd20:ce::254", "cloud metadata")]
    [InlineData("fe80::1", "link-local")]
    [InlineData("fe80::1%2", "link-local")]
    [InlineData("febf::1", "link-local")]
    [InlineData("fec0::1", "site-local")]
    [InlineData("ff02::1", "multicast")]
    public void An_address_that_is_no_single_host_elsewhere_is_found_in_whatever_form_it_comes(string address, string? names) =>
        Assert.Equal(names?.Split(", ") ?? [], RefusedRanges.FindAll(IPAddress.Parse(address), []).Select(range => range.Name));
}
