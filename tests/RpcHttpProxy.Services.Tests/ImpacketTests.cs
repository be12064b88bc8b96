using System.Diagnostics;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Services.Tests;

/// <summary>The echo service on a plain ncacn_ip_tcp port, called by impacket.</summary>
public sealed class ImpacketTests : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public ImpacketTests() => _listener.Start();

    [PeerFact("impacket")]
    public async Task Impacket_binds_mgmt_and_reads_its_answers() => await RunAsync("""
        from impacket.dcerpc.v5 import mgmt
        from impacket.uuid import bin_to_uuidtup
        dce.bind(mgmt.MSRPC_UUID_MGMT)
        answer = mgmt.hinq_if_ids(dce)
        ids = [i['Data'] for i in answer['if_id_vector']['if_id']]
        ids = [(bin_to_uuidtup(i['Uuid'] + b'\1\0\0\0')[0].lower(), i['VersMajor'], i['VersMinor']) for i in ids]
        assert answer['status'] == 0
        assert ids == [('60a15ec5-4de8-11d7-a637-005056a20182', 1, 0), ('afa8bd80-7d8a-11c9-bef4-08002b102989', 1, 0)], ids
        stats = mgmt.hinq_stats(dce, 4)
        assert stats['count'] == 4 and stats['status'] == 0 and stats['statistics'][0] == 2, stats.dump()
        assert mgmt.his_server_listening(dce)['status'] == 0
        """);

    [PeerTheory("impacket")]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(60_000, 0)]
    [InlineData(60_000, 100)]      // in fragments of 100 octets
    [InlineData(1_048_576, 0)]
    public async Task Impacket_makes_rpcechos_four_calls(int size, int fragment) => await RunAsync($"""
        n, fragment = {size}, {fragment}
        """ + '\n' + """
        if fragment: dce.set_max_fragment_size(fragment)
        octets = bytes(i & 255 for i in range(n))
        dce.bind(uuidtup_to_bin(('60a15ec5-4de8-11d7-a637-005056a20182', '1.0')))
        for i in range(3):
            dce.call(0, struct.pack('<I', 41 + i)); assert dce.recv() == struct.pack('<I', 42 + i)
            dce.call(1, struct.pack('<II', n, n) + octets); assert dce.recv() == struct.pack('<I', n) + octets
            dce.call(2, struct.pack('<II', n, n) + octets); assert dce.recv() == b''
            dce.call(3, struct.pack('<I', n)); assert dce.recv() == struct.pack('<I', n) + octets
        """);

    [PeerFact("impacket")]
    public async Task Impacket_alters_its_context_and_uses_both() => await RunAsync("""
        from impacket.dcerpc.v5 import mgmt
        dce.bind(uuidtup_to_bin(('60a15ec5-4de8-11d7-a637-005056a20182', '1.0')), bogus_binds=3)
        other = dce.alter_ctx(mgmt.MSRPC_UUID_MGMT)
        assert len(mgmt.hinq_if_ids(other)['if_id_vector']['if_id']) == 2
        dce.call(0, struct.pack('<I', 1)); assert dce.recv() == struct.pack('<I', 2)
        """);

    [PeerFact("impacket")]
    public async Task Impacket_names_the_faults_and_rejections() => await RunAsync("""
        from impacket.dcerpc.v5.rpcrt import DCERPCException
        def fails(call, words):
            try: call()
            except DCERPCException as e: assert words in str(e), str(e)
            else: raise AssertionError('no fault: ' + words)
        fails(lambda: dce.bind(uuidtup_to_bin(('e1af8308-5d1f-11c9-91a4-08002b14a0fa', '3.0'))), 'abstract_syntax_not_supported')
        dce = connect()
        dce.bind(uuidtup_to_bin(('60a15ec5-4de8-11d7-a637-005056a20182', '1.0')))
        dce.call(99, b''); fails(dce.recv, 'nca_s_op_rng_error')
        dce.set_ctx_id(7); dce.call(0, b''); fails(dce.recv, 'nca_s_unk_if')
        dce = connect(); dce.set_credentials('alice', 'Passw0rd', 'LAB')
        echo = uuidtup_to_bin(('60a15ec5-4de8-11d7-a637-005056a20182', '1.0'))
        fails(lambda: dce.bind(echo), 'code: 0x8 - Authentication type not recognized')
        """);

    public void Dispose() => _listener.Dispose();

    /// <summary>Serves the port while a script runs that finds a connected client, <c>dce</c>, and <c>connect()</c> for another.</summary>
    private async Task RunAsync(string script)
    {
        using var stop = new CancellationTokenSource();
        Task serving = ServeAsync(stop.Token);
        string prologue = $"""
            import struct
            from impacket.dcerpc.v5 import transport
            from impacket.uuid import uuidtup_to_bin
            def connect():
                dce = transport.DCERPCTransportFactory('ncacn_ip_tcp:127.0.0.1[{((IPEndPoint)_listener.LocalEndpoint).Port}]').get_dce_rpc()
                dce.connect()
                return dce
            dce = connect()
            """;
        using Process python = Process.Start(new ProcessStartInfo(Peers.Python, ["-c", prologue + '\n' + script])
        {
            RedirectStandardError = true,
        })!;
        string errors = await python.StandardError.ReadToEndAsync().WaitAsync(_patience);
        await python.WaitForExitAsync().WaitAsync(_patience);
        await stop.CancelAsync();
        await serving;
        Assert.True(python.ExitCode == 0, errors);
    }

    private async Task ServeAsync(CancellationToken stop)
    {
        var service = RpcService.Echo();
        var sessions = new List<Task>();
        try
        {
            while (true) sessions.Add(ServeOneAsync(await _listener.AcceptSocketAsync(stop), service));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(sessions).WaitAsync(_patience, CancellationToken.None);
        }
    }

    private static async Task ServeOneAsync(Socket socket, RpcService service)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        await RpcServiceSession.RunAsync(new StreamEnd(PipeReader.Create(stream), PipeWriter.Create(stream)), service);
    }

    private sealed record StreamEnd(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
