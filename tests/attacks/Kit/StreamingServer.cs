using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace RpcHttpProxy.Attacks.Tests.Kit;

/// <summary>A TCP server behind a backend, which sends RPC PDUs unasked, to use a channel up.</summary>
internal sealed class StreamingServer : IDisposable
{
    private const int PduLength = 5_840;
    private const byte Response = 2;        // [C706] 12.6.1, PTYPE

    private readonly TcpListener _listener = new(FreePort.Take());

    public StreamingServer() => _listener.Start();

    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>What comes for a virtual connection, once it is open.</summary>
    public async Task<Wire> AcceptAsync() => new(await _listener.AcceptSocketAsync().WaitAsync(Patience.Limit));

    /// <summary>Whole PDUs, so many bytes of them at least.</summary>
    public static byte[] Pdus(int bytes)
    {
        byte[] pdu = [5, 0, Response, 3, 0x10, 0, 0, 0, .. new byte[PduLength - 8]];
        BinaryPrimitives.WriteUInt16LittleEndian(pdu.AsSpan(8), PduLength);
        return [.. Enumerable.Repeat(pdu, 1 + (bytes / PduLength)).SelectMany(one => one)];
    }

    public void Dispose() => _listener.Dispose();
}
