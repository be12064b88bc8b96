using System.Buffers;

namespace RpcHttpProxy.Services.Tests;

/// <summary>A server association whose replies come back as PDUs.</summary>
internal sealed class TestServer : IDisposable
{
    public const uint AssociationGroup = 7;

    private readonly RpcServerAssociation _association;

    public TestServer(RpcService? service = null) =>
        _association = new RpcServerAssociation(service ?? RpcService.Echo(), AssociationGroup);

    /// <summary>A server with rpcecho accepted as context 0 and fragments of 4280 octets.</summary>
    public static TestServer Bound(RpcService? service = null)
    {
        var server = new TestServer(service);
        Assert.Equal(12, Pdu.Type(Assert.Single(server.Send(GoldenPdus.Bind))));
        return server;
    }

    public RpcVerdict Verdict { get; private set; }

    public List<byte[]> Send(byte[] pdu)
    {
        var replies = new ArrayBufferWriter<byte>();
        Verdict = _association.Receive(pdu, replies);
        while (_association.HasMoreReplies)
        {
            _association.WriteNextReply(replies);
        }

        return Pdu.Split(replies.WrittenSpan);
    }

    /// <summary>Makes one call with the stub in a single PDU and gives the response's stub.</summary>
    public byte[] Call(ushort opnum, byte[] stub, uint callId = 2, ushort context = 0)
    {
        List<byte[]> replies = Send(Pdu.Request(callId, opnum, stub, context: context));
        Assert.All(replies, reply => Assert.Equal(2, Pdu.Type(reply)));
        return [.. replies.SelectMany(reply => reply[24..])];
    }

    /// <summary>The status of the fault that answers the PDU.</summary>
    public RpcFaultStatus FaultOf(byte[] pdu) => (RpcFaultStatus)Pdu.FaultStatus(Assert.Single(Send(pdu)));

    public void Dispose() => _association.Dispose();
}
