using System.Net.Sockets;
using RpcHttpProxy.Attacks.Tests.Kit;

namespace RpcHttpProxy.Attacks.Tests;

/// <summary>
/// A channel's successor comes with a request of its own, whose URL names a server. A client whose server has been forbidden names another
/// one, and goes on with the first. R2 is by way of the same proxy, R1 by way of another one.
/// </summary>
public sealed class SuccessorTargetTests(SuccessorTargetTests.Nodes nodes) : IClassFixture<SuccessorTargetTests.Nodes>, IAsyncLifetime
{
    private const string Taken = "taken";
    private const string AccessDenied = "RPC Error: 5";
    private const int OutLifetime = 128 << 10;

    public enum Sequence
    {
        IN_R1,
        IN_R2,
        OUT_R1,
        OUT_R2,
    }

    public async Task InitializeAsync() => await AllowAsync(isServerAllowed: true);

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData(Sequence.IN_R2)]
    [InlineData(Sequence.OUT_R2)]
    public async Task A_successor_that_names_another_server_is_refused(Sequence sequence) => await AnotherServerAsync(sequence);

    [Theory]
    [InlineData(Sequence.IN_R2)]
    [InlineData(Sequence.OUT_R2)]
    public async Task A_successor_of_a_connection_to_a_server_that_is_forbidden_meanwhile_is_refused_whatever_it_names(Sequence sequence) =>
        await ForbiddenAsync(sequence, nodes.OtherName);

    [Theory]
    [InlineData(Sequence.IN_R1)]
    [InlineData(Sequence.OUT_R1)]
    [Trait(Category.Name, Category.Control)]
    public async Task A_successor_at_another_proxy_that_names_another_server_is_refused(Sequence sequence) => await AnotherServerAsync(sequence);

    [Theory]
    [InlineData(Sequence.IN_R1)]
    [InlineData(Sequence.OUT_R1)]
    [Trait(Category.Name, Category.Control)]
    public async Task A_successor_at_another_proxy_of_a_connection_to_a_server_that_is_forbidden_meanwhile_is_refused_whatever_it_names(Sequence sequence) =>
        await ForbiddenAsync(sequence, nodes.OtherName);

    [Theory]
    [InlineData(Sequence.IN_R1)]
    [InlineData(Sequence.IN_R2)]
    [InlineData(Sequence.OUT_R1)]
    [InlineData(Sequence.OUT_R2)]
    [Trait(Category.Name, Category.Control)]
    public async Task A_successor_that_names_a_server_that_is_forbidden_meanwhile_is_refused(Sequence sequence) => await ForbiddenAsync(sequence, nodes.ServerName);

    [Theory]
    [InlineData(Sequence.IN_R1)]
    [InlineData(Sequence.IN_R2)]
    [InlineData(Sequence.OUT_R1)]
    [InlineData(Sequence.OUT_R2)]
    [Trait(Category.Name, Category.Control)]
    public async Task A_successor_that_names_the_connections_server_is_taken(Sequence sequence)
    {
        using Predecessor connection = await OpenAsync(sequence);
        Assert.Equal(Taken, await SucceedAsync(connection, sequence, nodes.ServerName));
    }

    private async Task AnotherServerAsync(Sequence sequence)
    {
        using Predecessor connection = await OpenAsync(sequence);
        AssertRefused(await SucceedAsync(connection, sequence, nodes.OtherName));
    }

    private async Task ForbiddenAsync(Sequence sequence, string named)
    {
        using Predecessor connection = await OpenAsync(sequence);
        await AllowAsync(isServerAllowed: false);
        AssertRefused(await SucceedAsync(connection, sequence, named));
    }

    private static void AssertRefused(string outcome) =>
        Attack.IsHeldOff(outcome != Taken, "the successor was taken: the PDU that asks the client to go on came");

    /// <summary>Has both proxies read their settings again, until the server is reached, or isn't.</summary>
    private async Task AllowAsync(bool isServerAllowed)
    {
        nodes.Allow(isServerAllowed ? [nodes.ServerName, nodes.OtherName] : [nodes.OtherName]);
        foreach (Role proxy in (Role[])[nodes.Proxy, nodes.AnotherProxy])
        {
            proxy.Tool.RequestReload();
            Response? answer = null;
            await Patience.UntilAsync(
                async () =>
                {
                    using Wire wire = await Wire.ConnectAsync(proxy.EndPoint);
                    await wire.SendAsync(Requests.Out(nodes.ServerName));
                    await wire.SendAsync(Rts.ConnA1(Rts.NewCookie(), Rts.NewCookie()));
                    answer = await wire.ReadResponseAsync();
                    return answer.Head.Contains(AccessDenied, StringComparison.Ordinal) != isServerAllowed;
                },
                () => $"the server is {(isServerAllowed ? "not yet" : "still")} allowed: {answer}");
        }
    }

    /// <summary>A connection that is open, its channel as far as it has to be for the sequence to begin.</summary>
    private async Task<Predecessor> OpenAsync(Sequence sequence)
    {
        Task<Wire> accepted = nodes.Service.AcceptAsync();
        VirtualConnection connection = await VirtualConnection.OpenAsync(nodes.Proxy.EndPoint, nodes.Proxy.EndPoint, nodes.ServerName);
        var predecessor = new Predecessor(connection, await accepted);
        if (sequence is Sequence.OUT_R1 or Sequence.OUT_R2)
        {
            await predecessor.Service.SendAsync(StreamingServer.Pdus(OutLifetime));
            Assert.True(await IsAskedToGoOnAsync(connection), "the OUT channel is used up, and its successor was not asked for"); // OUT_R1/A2, OUT_R2/A2
        }

        return predecessor;
    }

    /// <summary>
    /// Sends a successor's request and first PDU, and waits for what comes first: its own response or end, or, on the predecessor's OUT
    /// channel, the server's answer that asks the client to go on (IN_R1/A4, IN_R2/A4, OUT_R1/A6, OUT_R2/A6).
    /// </summary>
    private async Task<string> SucceedAsync(Predecessor predecessor, Sequence sequence, string named)
    {
        VirtualConnection connection = predecessor.Connection;
        Role proxy = sequence is Sequence.IN_R1 or Sequence.OUT_R1 ? nodes.AnotherProxy : nodes.Proxy;
        bool isIn = sequence is Sequence.IN_R1 or Sequence.IN_R2;
        using Wire successor = await Wire.ConnectAsync(proxy.EndPoint);
        await successor.SendAsync(isIn ? Requests.In(named) : Requests.Out(named, isSuccessor: true));
        await successor.SendAsync(isIn
            ? Rts.InA1(connection.Cookie, connection.InCookie, Rts.NewCookie())
            : Rts.OutA3(connection.Cookie, connection.OutCookie, Rts.NewCookie()));

        Task<Response> response = successor.ReadResponseAsync();
        Task<bool> goOn = IsAskedToGoOnAsync(connection);
        return await Task.WhenAny(response, goOn) == goOn && await goOn ? Taken : (await response).ToString();
    }

    /// <summary>Reads the OUT channel up to an RTS PDU from beyond the proxy; false when it ends before.</summary>
    private static async Task<bool> IsAskedToGoOnAsync(VirtualConnection connection)
    {
        try
        {
            while (!Rts.HasDestination(await connection.Out.ReadPduAsync()))
            {
            }

            return true;
        }
        catch (Exception e) when (e is EndOfStreamException or SocketException or TimeoutException)
        {
            return false;
        }
    }

    private sealed record Predecessor(VirtualConnection Connection, Wire Service) : IDisposable
    {
        public void Dispose()
        {
            Connection.Dispose();
            Service.Dispose();
        }
    }

    /// <summary>Two proxies, a server, and another one that both proxies are always allowed to reach.</summary>
    public sealed class Nodes : IAsyncLifetime
    {
        private const string SettingsFile = "appsettings.json";

        private readonly ScratchDirectory _here = new();
        private readonly ScratchDirectory _there = new();
        private Role _server = null!;
        private Role _other = null!;

        internal StreamingServer Service { get; } = new();

        internal Role Proxy { get; private set; } = null!;

        internal Role AnotherProxy { get; private set; } = null!;

        internal string ServerName => _server.EndPoint.ToString();

        internal string OtherName => _other.EndPoint.ToString();

        internal void Allow(params string[] servers)
        {
            string settings = $$"""{ "Proxy": { "AllowedTargets": [{{string.Join(", ", servers.Select(server => $"\"{server}\""))}}] } }""";
            _here.File(SettingsFile, settings);
            _there.File(SettingsFile, settings);
        }

        public async Task InitializeAsync()
        {
            _server = await Role.BackendAsync("--service", $"tcp:{Service.EndPoint}");
            _other = await Role.BackendAsync();
            Allow(OtherName);
            Proxy = await Role.ProxyAsync(new Launch("--channel-lifetime", $"{OutLifetime}") { Directory = _here.Path, Settings = SettingsFile });
            AnotherProxy = await Role.ProxyAsync(new Launch("--channel-lifetime", $"{OutLifetime}") { Directory = _there.Path, Settings = SettingsFile });
        }

        public async Task DisposeAsync()
        {
            foreach (Role role in (Role[])[Proxy, AnotherProxy, _server, _other])
            {
                await role.DisposeAsync();
            }

            Service.Dispose();
            _here.Dispose();
            _there.Dispose();
        }
    }
}
