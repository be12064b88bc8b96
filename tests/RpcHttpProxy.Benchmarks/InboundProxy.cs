using System.Buffers;
using RpcHttpProxy.Core;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.InboundProxy;
using RpcHttpProxy.Core.Inputs;
using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Benchmarks;

/// <summary>An inbound proxy's virtual connection, as far as the calculation goes: no carriers.</summary>
internal sealed class InboundProxy
{
    private const uint Window = 262_144;

    private static readonly InboundProxyRole s_role = new(new ProxyVariables { ReceiveWindowSize = Window });

    private readonly RtsPdu _b1;

    public InboundProxy()
    {
        var cookie = RtsCookie.CreateRandom();
        _b1 = RtsPdus.CONN_B1(cookie, RtsCookie.CreateRandom(), 1 << 30, 300_000, RtsCookie.CreateRandom());
        Connection = s_role.Create(cookie);
        Client = new Channel(ChannelLeg.ClientIn);
    }

    public VirtualConnection Connection { get; }

    /// <summary>The IN channel.</summary>
    public Channel Client { get; }

    /// <summary>The leg to the server.</summary>
    public Channel Server => Connection.Channels[1];

    /// <summary>Open_Start to B3W_Connecting.</summary>
    public void TakeB1()
    {
        Connection.ClearRequests();
        Connection.Join(Client, _b1);
    }

    /// <summary>On to Opened.</summary>
    public void Open()
    {
        TakeB1();
        Connection.Handle(new Input.Connected(Server));
        Connection.Written(Server, Server.Sending.Outbox.Take());
        var b3 = new ReadOnlySequence<byte>(RtsPdus.CONN_B3(Window).ToArray());
        Connection.Receive(Server, ref b3, isEnd: false);
        Connection.ClearRequests();
        if (!Connection.IsOpened)
        {
            throw new InvalidOperationException($"It is in state {Connection.StateName}.");
        }
    }

    /// <summary>On to Finished.</summary>
    public void Close()
    {
        Connection.Handle(new Input.ChannelClosed(Client, CloseReason.ClosedByClient, ""));
        Connection.ClearRequests();
    }
}
