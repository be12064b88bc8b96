using RpcHttpProxy.Core;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.Tracing;
using RpcHttpProxy.Transport.Sessions;

namespace RpcHttpProxy.Transport.Tests.Kit;

/// <summary>One role with one virtual connection in the state opened, reached by the PDUs that lead there, each of them checked.</summary>
internal sealed class OpenedRole : IAsyncDisposable
{
    private readonly Dictionary<ChannelLeg, ScriptedPeer> _peers = [];

    private OpenedRole(TestRole role) => Role = role;

    /// <summary>Every direction in which RPC PDUs go through a role.</summary>
    public static TheoryData<RoleName, ChannelLeg, ChannelLeg> Directions => new()
    {
        { RoleName.Client, ChannelLeg.Upper, ChannelLeg.ClientIn },
        { RoleName.Client, ChannelLeg.ClientOut, ChannelLeg.Upper },
        { RoleName.InboundProxy, ChannelLeg.ClientIn, ChannelLeg.ServerIn },
        { RoleName.OutboundProxy, ChannelLeg.ServerOut, ChannelLeg.ClientOut },
        { RoleName.Server, ChannelLeg.ServerIn, ChannelLeg.Upper },
        { RoleName.Server, ChannelLeg.Upper, ChannelLeg.ServerOut },
    };

    public static TheoryData<RoleName> Roles => [.. Enum.GetValues<RoleName>()];

    public TestRole Role { get; }

    public Conn Conn { get; private init; } = new();

    /// <summary>Those of <see cref="RoleHost.RunAsync"/>; a client has none.</summary>
    public List<Task> Runs { get; } = [];

    /// <summary>What <see cref="RoleHost.OpenAsync"/> gave; client only.</summary>
    public ISession? Session { get; private set; }

    public IEnumerable<ScriptedPeer> Peers => _peers.Values;

    public ScriptedPeer this[ChannelLeg leg] => _peers[leg];

    public static async Task<OpenedRole> OpenAsync(
        RoleName name, RoleHostOptions? options = null, ITraceSink? trace = null, Func<ScriptedPeer>? newPeer = null,
        CancellationToken cancellation = default)
    {
        var opened = new OpenedRole(new TestRole(name, options, trace));
        newPeer ??= () => new ScriptedPeer();
        opened.Role.Opener.NewPeer = newPeer;
        await (name switch
        {
            RoleName.Client => opened.OpenClientAsync(),
            RoleName.InboundProxy => opened.OpenInboundProxyAsync(newPeer, cancellation),
            RoleName.OutboundProxy => opened.OpenOutboundProxyAsync(newPeer, cancellation),
            _ => opened.OpenServerAsync(newPeer, cancellation),
        });
        await opened.Role.UntilAsync(counters => counters.ByState.ContainsKey("Opened"), "not opened");
        return opened;
    }

    /// <summary>The role has ended everything, left nothing, and never touched a carrier it had given back.</summary>
    public async Task EndsCleanAsync(CloseReason reason)
    {
        await Task.WhenAll(Runs).WaitAsync(ScriptedPeer.Patience);
        await Role.EndsCleanAsync();
        Assert.Equal([KeyValuePair.Create(reason, 1L)], Role.Counters.Ended);
        Assert.All(Peers, peer => Assert.True(peer.Carrier.Disposed.Task.IsCompleted));
        Assert.All(Peers, peer => Assert.Equal(0, peer.Carrier.TouchedLate));
    }

    public ValueTask DisposeAsync() => Role.DisposeAsync();

    private async Task OpenInboundProxyAsync(Func<ScriptedPeer> newPeer, CancellationToken cancellation)
    {
        ScriptedPeer client = Accept(ChannelLeg.ClientIn, newPeer(), cancellation);
        await client.SendAsync(Conn.B1);
        ScriptedPeer server = await OpenedAsync(ChannelLeg.ServerIn);
        RtsPdu b2 = await server.ExpectAsync(RtsPduKind.CONN_B2);
        Assert.Equal((Conn.Cookie, Conn.In), (b2.VirtualConnectionCookie, b2.ChannelCookie));
        Assert.Equal(TestRole.Grant, Role.Opener.Grant);
        await server.SendAsync(Conn.B3);
    }

    private async Task OpenOutboundProxyAsync(Func<ScriptedPeer> newPeer, CancellationToken cancellation)
    {
        ScriptedPeer client = Accept(ChannelLeg.ClientOut, newPeer(), cancellation);
        await client.SendAsync(Conn.A1);
        ScriptedPeer server = await OpenedAsync(ChannelLeg.ServerOut);
        RtsPdu a2 = await server.ExpectAsync(RtsPduKind.CONN_A2);
        Assert.Equal((Conn.Cookie, Conn.Out), (a2.VirtualConnectionCookie, a2.ChannelCookie));
        await client.ExpectAsync(RtsPduKind.CONN_A3);
        Assert.True(client.Carrier.HeadSent.Task.IsCompleted);
        await server.SendAsync(Conn.C1);
        await client.ExpectAsync(RtsPduKind.CONN_C2);
    }

    private async Task OpenServerAsync(Func<ScriptedPeer> newPeer, CancellationToken cancellation)
    {
        ScriptedPeer outPeer = Accept(ChannelLeg.Unknown, newPeer(), cancellation, ChannelLeg.ServerOut);
        ScriptedPeer inPeer = Accept(ChannelLeg.Unknown, newPeer(), cancellation, ChannelLeg.ServerIn);
        await outPeer.SendAsync(Conn.A2);
        await inPeer.SendAsync(Conn.B2);
        await OpenedAsync(ChannelLeg.Upper);
        await outPeer.ExpectAsync(RtsPduKind.CONN_C1);
        await inPeer.ExpectAsync(RtsPduKind.CONN_B3);
    }

    private async Task OpenClientAsync()
    {
        Task<ISession> opening = Role.OpenAsync(Conn);
        await OpenedAsync(ChannelLeg.Upper);
        ScriptedPeer inPeer = await OpenedAsync(ChannelLeg.ClientIn);
        ScriptedPeer outPeer = await OpenedAsync(ChannelLeg.ClientOut);
        await inPeer.ExpectAsync(RtsPduKind.CONN_B1);
        await outPeer.ExpectAsync(RtsPduKind.CONN_A1);
        Assert.False(opening.IsCompleted);
        await outPeer.SendAsync(Conn.A3, Conn.C2);
        Session = await opening.WaitAsync(ScriptedPeer.Patience);
    }

    private ScriptedPeer Accept(ChannelLeg leg, ScriptedPeer peer, CancellationToken cancellation, ChannelLeg? known = null)
    {
        Runs.Add(Role.Accept(leg, peer, cancellation: cancellation).Run);
        return _peers[known ?? leg] = peer;
    }

    private async Task<ScriptedPeer> OpenedAsync(ChannelLeg leg) => _peers[leg] = await Role.Opener.OpenedAsync(leg);
}
