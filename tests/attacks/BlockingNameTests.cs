using System.Net.Sockets;
using RpcHttpProxy.Attacks.Tests.Kit;

namespace RpcHttpProxy.Attacks.Tests;

/// <summary>
/// One user asks for hundreds of servers whose names a DNS server is asked about that doesn't answer. Everything that needs no name must go on
/// meanwhile, and so must another user's names.
/// </summary>
public sealed class BlockingNameTests(BlockingNameTests.HungNames hung) : IClassFixture<BlockingNameTests.HungNames>
{
    [PeerFact("root", "unshare")]
    public Task Health_is_told_while_names_hang() => AssertInTimeAsync(hung.Health);

    [PeerFact("root", "unshare")]
    public Task Echoes_are_answered_while_names_hang() => AssertInTimeAsync(hung.Echo);

    [PeerFact("root", "unshare")]
    public Task Connections_to_servers_by_address_are_opened_while_names_hang() => AssertInTimeAsync(hung.ByAddress);

    [PeerFact("root", "unshare")]
    public Task Another_users_name_is_looked_up_while_names_hang() => AssertInTimeAsync(hung.ByName);

    private static async Task AssertInTimeAsync(Task<string?> probe)
    {
        string? fault = await probe;
        Attack.IsHeldOff(fault is null, fault ?? "");
    }

    /// <summary>The attack, and what is asked for while it lasts; each a sentence about what was wrong, or null.</summary>
    public sealed class HungNames : IAsyncLifetime
    {
        private const int Names = 300;

        private readonly ScratchDirectory _scratch = new();
        private readonly List<Wire> _hanging = [];
        private SilentResolver? _resolver;
        private Role? _backend;
        private Role? _proxy;

        internal Task<string?> Health { get; private set; } = null!;

        internal Task<string?> Echo { get; private set; } = null!;

        internal Task<string?> ByAddress { get; private set; } = null!;

        internal Task<string?> ByName { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            if (Peers.ReasonToSkip("root", "unshare") is not null)
            {
                return;
            }

            await Users.AddAsync(_scratch, "mallory", "right");
            string users = await Users.AddAsync(_scratch, "bob", "right");
            _resolver = new SilentResolver();
            _backend = await Role.BackendAsync();
            string byAddress = $"{_backend.EndPoint}", byName = $"localhost:{_backend.EndPoint.Port}"; // which /etc/hosts knows
            _proxy = await Role.ProxyAsync(new Launch(
                "--auth", "basic", "--users", users, "--allow", "*.lab.example:135", "--allow", byAddress, "--allow", byName)
            {
                ResolverFile = _scratch.File("resolv.conf", SilentResolver.Configuration),
            });
            Assert.True(await EchoAsync("mallory") && await EchoAsync("bob"), "their passwords are not taken"); // and are known from here on

            for (int i = 0; i < Names; i++)
            {
                Wire wire = await Wire.ConnectAsync(_proxy.EndPoint);
                _hanging.Add(wire);
                await wire.SendAsync(Requests.In($"host{i}.lab.example:135", Requests.Basic("mallory", "right")));
                await wire.SendAsync(Rts.ConnB1(Rts.NewCookie(), Rts.NewCookie()));
            }

            await _resolver.AskedAsync();
            await _resolver.AskedAsync();
            Health = ProbeAsync("/health", async () => (await Wire.AskAsync(_proxy.Admin, Requests.Get("/health"))).Status == 200);
            Echo = ProbeAsync("an echo", () => EchoAsync("bob"));
            ByAddress = ProbeAsync("a connection to a server by address", () => OpensAsync(byAddress));
            ByName = ProbeAsync("another user's connection to a server by a name that /etc/hosts knows", () => OpensAsync(byName));
            await Task.WhenAll(Health, Echo, ByAddress, ByName);
        }

        public async Task DisposeAsync()
        {
            _hanging.ForEach(wire => wire.Dispose());
            foreach (Role? role in (Role?[])[_proxy, _backend])
            {
                await (role?.DisposeAsync() ?? default);
            }

            _resolver?.Dispose();
            _scratch.Dispose();
        }

        private static async Task<string?> ProbeAsync(string what, Func<Task<bool>> probe)
        {
            try
            {
                return await probe().WaitAsync(Patience.AtOnce) ? null : $"{what} was refused";
            }
            catch (Exception e) when (e is TimeoutException or IOException or SocketException or OperationCanceledException or InvalidOperationException)
            {
                return $"{what} was not served within {Patience.AtOnce.TotalSeconds} s while {Names} names hang: {e.Message}";
            }
        }

        private async Task<bool> EchoAsync(string user) =>
            (await Wire.AskAsync(_proxy!.EndPoint, Requests.Echo(Requests.Basic(user, "right")))).Status == 200;

        private async Task<bool> OpensAsync(string server)
        {
            using VirtualConnection opened = await VirtualConnection.OpenAsync(_proxy!.EndPoint, _proxy.EndPoint, server, Requests.Basic("bob", "right"));
            return true;
        }
    }
}
