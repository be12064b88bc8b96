using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Services.Tests;

/// <summary>The echo service on a plain ncacn_ip_tcp port, called by impacket.</summary>
[Trait(Category.Name, Category.Slow)]
public class ImpacketTests
{
    private const string Prologue = """
        import struct
        from impacket.dcerpc.v5 import transport
        from impacket.uuid import uuidtup_to_bin
        def connect():
            dce = transport.DCERPCTransportFactory('ncacn_ip_tcp:127.0.0.1[%d]' % port).get_dce_rpc()
            dce.connect()
            return dce
        dce = connect()

        """;

    [PeerFact("impacket")]
    public async Task Impacket_binds_mgmt_and_reads_its_answers() => await EchoOverTcp.RunAsync(Prologue + """
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
    public async Task Impacket_makes_rpcechos_four_calls(int size, int fragment) => await EchoOverTcp.RunAsync(Prologue + $"""
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
    public async Task Impacket_alters_its_context_and_uses_both() => await EchoOverTcp.RunAsync(Prologue + """
        from impacket.dcerpc.v5 import mgmt
        dce.bind(uuidtup_to_bin(('60a15ec5-4de8-11d7-a637-005056a20182', '1.0')), bogus_binds=3)
        other = dce.alter_ctx(mgmt.MSRPC_UUID_MGMT)
        assert len(mgmt.hinq_if_ids(other)['if_id_vector']['if_id']) == 2
        dce.call(0, struct.pack('<I', 1)); assert dce.recv() == struct.pack('<I', 2)
        """);

    [PeerFact("impacket")]
    public async Task Impacket_names_the_faults_and_rejections() => await EchoOverTcp.RunAsync(Prologue + """
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
}
