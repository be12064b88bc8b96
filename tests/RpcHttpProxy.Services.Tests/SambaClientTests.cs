using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Services.Tests;

/// <summary>The echo service on a plain ncacn_ip_tcp port, called by Samba's own stubs.</summary>
[Trait(Category.Name, Category.Slow)]
public class SambaClientTests
{
    private const string Prologue = """
        from samba.dcerpc import echo, mgmt
        from samba.param import LoadParm
        from samba.credentials import Credentials
        nobody = Credentials()
        nobody.set_anonymous()
        def connect(interface): return interface('ncacn_ip_tcp:127.0.0.1[%d]' % port, LoadParm(), nobody)

        """;

    [PeerTheory("python3-samba")]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(60_000)]
    [InlineData(1_048_576)]
    public async Task Samba_makes_rpcechos_four_calls(int size) => await EchoOverTcp.RunAsync(Prologue + $"n = {size}" + """

        client = connect(echo.rpcecho)
        octets = [i & 255 for i in range(n)]
        for i in range(3):
            assert client.AddOne(41 + i) == 42 + i
            assert client.EchoData(octets) == octets
            client.SinkData(octets)
            assert client.SourceData(n) == octets
        """);

    [PeerFact("python3-samba")]
    public async Task Samba_reads_the_answers_of_mgmt() => await EchoOverTcp.RunAsync(Prologue + """
        client = connect(mgmt.mgmt)
        ids = [(str(x.id.uuid), x.id.if_version) for x in client.inq_if_ids().if_id]
        assert ids == [('60a15ec5-4de8-11d7-a637-005056a20182', 1), ('afa8bd80-7d8a-11c9-bef4-08002b102989', 1)], ids
        assert client.is_server_listening() == (0, 1)
        """);

    [PeerFact("python3-samba")]
    public async Task Samba_names_the_fault_of_an_operation_that_is_not_there() => await EchoOverTcp.RunAsync(Prologue + """
        try: connect(echo.rpcecho).TestCall('x')
        except Exception as e: assert 'procedure number is out of range' in str(e), e
        else: raise AssertionError('no fault')
        """);
}
