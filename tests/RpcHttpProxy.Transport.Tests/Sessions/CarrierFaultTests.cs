using System.IO.Pipelines;
using System.Net;
using Moq;
using RpcHttpProxy.Core;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Transport.Channels;
using RpcHttpProxy.Transport.Tests.Kit;

namespace RpcHttpProxy.Transport.Tests.Sessions;

/// <summary>Carriers that fail in ways no carrier should: one connection ends, and that is all.</summary>
public sealed class CarrierFaultTests
{
    [Fact]
    public async Task A_reader_that_an_abort_has_completed_is_no_fault()
    {
        await using OpenedRole opened = await OpenedRole.OpenAsync(RoleName.InboundProxy, newPeer: () => new ScriptedPeer
        {
            Carrier = { AfterAbort = new InvalidOperationException("Reading is not allowed after reader was completed.") },
        });
        await opened[ChannelLeg.ClientIn].SendAsync("GET / HTTP/1.1"u8.ToArray());
        await opened.EndsCleanAsync(CloseReason.MalformedPdu);
    }

    [Fact]
    public async Task A_reader_that_can_not_be_cancelled_ends_by_itself()
    {
        await using OpenedRole opened = await OpenedRole.OpenAsync(RoleName.InboundProxy);
        SteppingReader reader = opened[ChannelLeg.ServerIn].Carrier.Reader;
        reader.OnCancel = () =>
        {
            reader.Fail(new IOException("the request was aborted"));
            throw new OperationCanceledException("the request was aborted");
        };
        opened[ChannelLeg.ClientIn].Close();
        await opened.EndsCleanAsync(CloseReason.ClosedByClient);
    }

    [Fact]
    public async Task A_FIN_that_can_not_be_sent_ends_the_channel_all_the_same()
    {
        await using OpenedRole opened = await OpenedRole.OpenAsync(RoleName.InboundProxy);
        opened[ChannelLeg.ServerIn].Carrier.BeforeFinish = () => throw new IOException("gone");
        opened[ChannelLeg.ClientIn].Close();
        await opened.EndsCleanAsync(CloseReason.ClosedByClient);
    }

    [Theory]
    [MemberData(nameof(OpenedRole.Directions), MemberType = typeof(OpenedRole))]
    public async Task A_write_that_throws_at_once_ends_the_connection(RoleName name, ChannelLeg from, ChannelLeg to)
    {
        await using OpenedRole opened = await OpenedRole.OpenAsync(name);
        opened[to].Carrier.BeforeWrite = _ => throw new NotSupportedException("nothing is written here");
        await opened[from].SendAsync(RpcBytes.Several(10, seed: 1));
        await opened.EndsCleanAsync(CloseReason.ConnectionError);
    }

    [Fact]
    public async Task A_reader_with_a_fault_of_its_own_ends_its_connection_and_is_told_aloud()
    {
        await using OpenedRole opened = await OpenedRole.OpenAsync(RoleName.OutboundProxy);
        opened[ChannelLeg.ServerOut].Carrier.Reader.Fail(new InvalidCastException("a fault"));
        await opened[ChannelLeg.ClientOut].ExpectEndAsync();
        await opened.Role.UntilAsync(counters => counters is { Rows: 0, LiveChannels: 0, RunningTimers: 0 }, "something was left");
        Assert.Contains("a fault", Assert.Single(opened.Role.Faults), StringComparison.Ordinal);
        Assert.Equal([KeyValuePair.Create(CloseReason.ConnectionError, 1L)], opened.Role.Counters.Ended);
    }

    [Fact]
    public async Task A_carrier_that_can_not_be_disposed_of_does_not_fail_its_handler()
    {
        await using var server = new TestRole(RoleName.Server);
        var carrier = new Mock<IChannelTransport>();
        carrier.Setup(channel => channel.Input).Returns(PipeReader.Create(Stream.Null));
        carrier.Setup(channel => channel.Peer).Returns("a mock");
        carrier.Setup(channel => channel.DisposeAsync()).Throws(new InvalidOperationException("not now"));
        await server.Host.RunAsync(new IncomingChannel(carrier.Object, ChannelLeg.Unknown, null, IPAddress.Loopback)).WaitAsync(ScriptedPeer.Patience);
        carrier.Verify(channel => channel.FailAsync(CloseReason.FirstPduUnexpected), Times.Once);
        Assert.Single(server.Faults);
        Assert.Equal(0, server.Counters.LiveChannels);
    }

    [Fact]
    public async Task An_opener_with_a_fault_ends_its_connection_and_is_told_aloud()
    {
        await using var proxy = new TestRole(RoleName.InboundProxy);
        proxy.Opener.BeforeOpen = (_, _) => throw new InvalidCastException("a fault");
        (ScriptedPeer client, Task run) = proxy.Accept(ChannelLeg.ClientIn);
        await client.SendAsync(new Conn().B1);
        await client.ExpectEndAsync();
        await run.WaitAsync(ScriptedPeer.Patience);
        Assert.Single(proxy.Faults);
        await proxy.UntilAsync(counters => counters is { Rows: 0, LiveChannels: 0, RunningTimers: 0 }, "something was left");
    }
}
