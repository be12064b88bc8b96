using System.IO.Pipelines;
using RpcHttpProxy.Core;
using RpcHttpProxy.Tracing;
using RpcHttpProxy.Transport.Sessions;
using RpcHttpProxy.Transport.Tests.Kit;

namespace RpcHttpProxy.Transport.Tests.Network;

public sealed class TraceTests
{
    [Fact]
    public async Task The_traces_of_all_roles_tell_figure_17_arrow_by_arrow()
    {
        var trace = new MemoryTraceSink();
        await using var network = new MemoryNetwork(trace);
        var conn = new Conn();
        ISession session = await network.Client.OpenAsync(conn).WaitAsync(ScriptedPeer.Patience);
        byte[] bind = RpcBytes.Pdu(116, seed: 1);
        bind[2] = 11; // PTYPE bind
        await SendAsync(await network.UpperAsync(conn.Cookie, RoleName.Client), bind);
        IDuplexPipe service = await network.UpperAsync(conn.Cookie, RoleName.Server).WaitAsync(ScriptedPeer.Patience);
        ReadResult got = await service.Input.ReadAtLeastAsync(bind.Length).AsTask().WaitAsync(ScriptedPeer.Patience);
        service.Input.AdvanceTo(got.Buffer.End);
        session.Close(CloseReason.ClosedByHigherLayer, "seen enough");
        foreach (TestRole role in network.Roles)
        {
            await role.EndsCleanAsync();
        }

        TraceTimeline timeline = Assert.Single(TraceTimeline.Merge(trace.Snapshot()));
        Assert.Equal(conn.Cookie.ToString(), timeline.Cookie);
        (string, string?, string?)[] arrows =
        [
            ("IN channel request", "client", "inbound-proxy"),
            ("OUT channel request", "client", "outbound-proxy"),
            ("CONN/A1", "client", "outbound-proxy"),
            ("CONN/B1", "client", "inbound-proxy"),
            ("legacy server response", "server", "outbound-proxy"),
            ("CONN/A2", "outbound-proxy", "server"),
            ("OUT channel response", "outbound-proxy", "client"),
            ("CONN/A3", "outbound-proxy", "client"),
            ("legacy server response", "server", "inbound-proxy"),
            ("CONN/B2", "inbound-proxy", "server"),
            ("CONN/C1", "server", "outbound-proxy"),
            ("CONN/B3", "server", "inbound-proxy"),
            ("CONN/C2", "outbound-proxy", "client"),
            ("RPC bind", "client", "inbound-proxy"),
            ("RPC bind", "inbound-proxy", "server"),
        ];
        Assert.Equal(arrows.Order(), timeline.Messages.Select(message => (message.Pdu, message.FromRole, message.ToRole)).Order());

        // Both ends tell every arrow but the legacy response, which a proxy takes off before there are PDUs.
        Assert.All(timeline.Messages, message => Assert.True(
            message.Sent is not null && (message.Received is not null || message.Pdu == TracePdus.LegacyServerResponse), message.Pdu));
        Assert.Empty(timeline.ClockShifts);

        // Each role's machine goes its way, and each says once why it ended.
        Assert.Equal(4, timeline.Events.Count(e => e.Kind == TraceEventKind.Closed));
        Assert.Equal(
            ["OUT_Channel_Wait", "Wait_A3W", "Wait_C2", "Opened", "Finished"],
            timeline.Events.Where(e => e is { Kind: TraceEventKind.Transition, Role: "client", Machine: "ClientOpen" }).Select(e => e.To));
        Assert.Equal(
            ["B3W_Connecting", "B3W", "Opened", "Finished"],
            timeline.Events.Where(e => e is { Kind: TraceEventKind.Transition, Role: "inbound-proxy" }).Select(e => e.To));
        Assert.Equal(
            ["C1W_Connecting", "C1W", "Opened", "Finished"],
            timeline.Events.Where(e => e is { Kind: TraceEventKind.Transition, Role: "outbound-proxy" }).Select(e => e.To));
        Assert.Equal(
            ["ServiceW", "Opened", "Finished"],
            timeline.Events.Where(e => e is { Kind: TraceEventKind.Transition, Role: "server", Machine: "ServerOpen" }).Select(e => e.To).Skip(1));
    }

    private static async Task SendAsync(IDuplexPipe pipe, byte[] bytes) => await pipe.Output.WriteAsync(bytes);
}
