using System.Net;
using RpcHttpProxy.Differential.Tests.Cases;
using RpcHttpProxy.Differential.Tests.Comparison;
using RpcHttpProxy.Differential.Tests.Roles;
using RpcHttpProxy.Differential.Tests.Tools;

namespace RpcHttpProxy.Differential.Tests.SelfTests;

/// <summary>
/// The comparison can fail: our build is compared with itself behind a relay that does one thing wrong, or with itself started or wrapped
/// in another way. Needs no baseline.
/// </summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public class HarnessTests
{
    private const string Refused = "http: inbound: RPC_IN_DATA";                          // 503 with extended errors, FIN
    private const string NotFound = "http: inbound: another path";                        // a response that the HTTP server writes
    private const string Unclear = "http: inbound: HTTP/3.0";                             // the HTTP server's own, with a Date
    private const string Aborted = "golden: inbound B3W, from the client: CONN_A2";       // RST
    private const string Carried = "transcript: outbound CONN, RPC down, ended by Server"; // PDUs, FIN

    [Theory]
    [InlineData(nameof(Tampering.Nothing))]
    [InlineData(nameof(Tampering.FlipsABit), Refused, NotFound, Unclear, Carried)]
    [InlineData(nameof(Tampering.DropsAByte), Refused, NotFound, Unclear, Carried)]
    [InlineData(nameof(Tampering.ResetsInsteadOfFinishing), Refused, NotFound, Unclear, Carried)]
    [InlineData(nameof(Tampering.FinishesInsteadOfResetting), Aborted)]
    [InlineData(nameof(Tampering.DropsExtendedErrors), Refused)]
    [InlineData(nameof(Tampering.SaysYesterday), NotFound, Unclear)]
    public async Task What_a_relay_does_to_the_answers_is_a_difference_in_the_cases_it_touches_and_in_no_other(string tampering, params string[] differing)
    {
        var relays = new Dictionary<IPEndPoint, TamperingRelay>();
        using var servers = new Servers();
        await using var right = new Side("ours", Builds.Ours, servers.EndPoint);
        await using var wrong = new Side("tampered with", Builds.Ours, servers.EndPoint)
        {
            Through = port =>
            {
                if (!relays.TryGetValue(port, out TamperingRelay? relay))
                {
                    relays[port] = relay = new TamperingRelay(port, Enum.Parse<Tampering>(tampering));
                }

                return relay.EndPoint;
            },
        };
        var comparing = new Comparing(right, wrong, servers);

        await comparing.RunAsync(Case.All.Where(one => one.Name is Refused or NotFound or Unclear or Aborted or Carried));

        foreach (TamperingRelay relay in relays.Values)
        {
            relay.Dispose();
        }

        Assert.Equal(differing.Order(StringComparer.Ordinal), comparing.Differences.Select(one => one.Case).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Another_setting_is_a_difference_where_it_shows()
    {
        using var servers = new Servers();
        await using var usual = new Side("ours", Builds.Ours, servers.EndPoint);
        await using var other = new Side("with another setting", Builds.Ours, servers.EndPoint, "--set", "Proxy:ErrorInformation=none");
        var comparing = new Comparing(usual, other, servers);

        await comparing.RunAsync(Case.All.Where(one => one.Name is Refused or NotFound or Unclear or Aborted or Carried));

        Difference difference = Assert.Single(comparing.Differences);
        Assert.Equal(Refused, difference.Case);
        Assert.Contains(difference.Lines, line => line.StartsWith("- in: ", StringComparison.Ordinal) || line.StartsWith("- client: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("exec \"TOOL\" \"$@\"", false)]
    [InlineData("\"TOOL\" \"$@\"; exit 3", true)]
    [InlineData("\"TOOL\" \"$@\" >&2", true)]
    [InlineData("\"TOOL\" \"$@\" | tr p q", true)]
    public async Task Another_exit_code_or_output_of_a_command_is_a_difference(string script, bool differs)
    {
        using var servers = new Servers();
        using var scratch = new Scratch();
        string wrapper = Path.Combine(scratch.Folder, "rpchttp");
        File.WriteAllText(wrapper, $"#!/bin/sh\n{script.Replace("TOOL", Builds.Ours, StringComparison.Ordinal)}\n");
        File.SetUnixFileMode(wrapper, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await using var usual = new Side("ours", Builds.Ours, servers.EndPoint);
        await using var wrapped = new Side("wrapped", wrapper, servers.EndPoint);
        var comparing = new Comparing(usual, wrapped, servers);

        await comparing.RunAsync(Case.All.Where(one => one.Name.EndsWith(" rpchttp echo --help", StringComparison.Ordinal)));

        Assert.Equal(differs, comparing.Differences.Count == 1);
    }
}
