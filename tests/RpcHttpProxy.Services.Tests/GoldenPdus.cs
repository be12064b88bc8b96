using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Services.Tests;

/// <summary>
/// PDUs made elsewhere: bind, alter_context and request by impacket 0.10, the others with Python's struct from [C706] 12.6.4.
/// </summary>
internal static class GoldenPdus
{
    public static readonly byte[] Bind = Hex.Parse("""
        05 00 0b 03 10 00 00 00 48 00 00 00 01 00 00 00     # bind, frag_length 72, call_id 1
        b8 10 b8 10 00 00 00 00 01 00 00 00 00 00 01 00     # 4280 both ways, new group, one context, id 0, one transfer syntax
        c5 5e a1 60 e8 4d d7 11 a6 37 00 50 56 a2 01 82     # rpcecho
        01 00 00 00 04 5d 88 8a eb 1c c9 11 9f e8 08 00     # v1.0, NDR
        2b 10 48 60 02 00 00 00                             # v2.0
        """);

    public static readonly byte[] BindAck = Hex.Parse("""
        05 00 0c 03 10 00 00 00 3c 00 00 00 01 00 00 00     # bind_ack, frag_length 60, call_id 1
        b8 10 b8 10 11 00 00 00 05 00 31 32 33 34 00 00     # 4280 both ways, group 17, sec_addr "1234", one octet of padding
        01 00 00 00 00 00 00 00 04 5d 88 8a eb 1c c9 11     # one result: acceptance, NDR
        9f e8 08 00 2b 10 48 60 02 00 00 00
        """);

    public static readonly byte[] BindNak = Hex.Parse("""
        05 00 0d 03 10 00 00 00 18 00 00 00 01 00 00 00     # bind_nak, frag_length 24, call_id 1
        08 00 01 05 00 00 00 00                             # authentication_type_not_recognized, one version: 5.0
        """);

    public static readonly byte[] BindWithNdr64AndFeatures = Hex.Parse("""
        05 00 0b 13 10 00 00 00 a0 00 00 00 02 00 00 00     # bind with PFC_CONC_MPX, frag_length 160, call_id 2
        d0 16 d0 16 00 00 00 00 03 00 00 00 00 00 01 00     # 5840 both ways, three contexts; id 0
        80 bd a8 af 8a 7d c9 11 be f4 08 00 2b 10 29 89     # mgmt
        01 00 00 00 04 5d 88 8a eb 1c c9 11 9f e8 08 00     # v1.0, NDR
        2b 10 48 60 02 00 00 00 01 00 01 00 80 bd a8 af     # v2.0; id 1, mgmt
        8a 7d c9 11 be f4 08 00 2b 10 29 89 01 00 00 00     # v1.0
        33 05 71 71 ba be 37 49 83 19 b5 db ef 9c cc 36     # NDR64
        01 00 00 00 02 00 01 00 80 bd a8 af 8a 7d c9 11     # v1.0; id 2, mgmt
        be f4 08 00 2b 10 29 89 01 00 00 00 2c 1c b7 6c     # v1.0, bind time feature negotiation
        12 98 40 45 03 00 00 00 00 00 00 00 01 00 00 00     # both features, v1.0
        """);

    public static readonly byte[] BindAckWithNdr64AndFeatures = Hex.Parse("""
        05 00 0c 13 10 00 00 00 68 00 00 00 02 00 00 00     # bind_ack with PFC_CONC_MPX, frag_length 104, call_id 2
        d0 16 d0 16 07 00 00 00 00 00 00 00 03 00 00 00     # 5840 both ways, group 7, no sec_addr, three results
        00 00 00 00 04 5d 88 8a eb 1c c9 11 9f e8 08 00     # acceptance, NDR
        2b 10 48 60 02 00 00 00 02 00 02 00 00 00 00 00     # v2.0; provider_rejection, proposed_transfer_syntaxes_not_supported
        00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
        03 00 02 00 00 00 00 00 00 00 00 00 00 00 00 00     # negotiate_ack, KeepConnectionOnOrphan
        00 00 00 00 00 00 00 00
        """);

    public static readonly byte[] AlterContext = Hex.Parse("""
        05 00 0e 03 10 00 00 00 48 00 00 00 03 00 00 00     # alter_context, frag_length 72, call_id 3
        b8 10 b8 10 00 00 00 00 01 00 00 00 01 00 01 00     # one context, id 1
        80 bd a8 af 8a 7d c9 11 be f4 08 00 2b 10 29 89     # mgmt
        01 00 00 00 04 5d 88 8a eb 1c c9 11 9f e8 08 00
        2b 10 48 60 02 00 00 00
        """);

    public static readonly byte[] AlterContextResponse = Hex.Parse("""
        05 00 0f 03 10 00 00 00 38 00 00 00 03 00 00 00     # alter_context_resp, frag_length 56, call_id 3
        b8 10 b8 10 11 00 00 00 00 00 00 00 01 00 00 00     # group 17, no sec_addr, one result
        00 00 00 00 04 5d 88 8a eb 1c c9 11 9f e8 08 00
        2b 10 48 60 02 00 00 00
        """);

    public static readonly byte[] Request = Hex.Parse("""
        05 00 00 03 10 00 00 00 1c 00 00 00 02 00 00 00     # request, frag_length 28, call_id 2
        04 00 00 00 00 00 00 00 29 00 00 00                 # alloc_hint 4, context 0, opnum 0 (AddOne), 41
        """);

    public static readonly byte[] Response = Hex.Parse("""
        05 00 02 03 10 00 00 00 1c 00 00 00 02 00 00 00     # response, frag_length 28, call_id 2
        04 00 00 00 00 00 00 00 2a 00 00 00                 # alloc_hint 4, context 0, cancel_count 0, 42
        """);

    public static readonly byte[] Fault = Hex.Parse("""
        05 00 03 23 10 00 00 00 20 00 00 00 02 00 00 00     # fault with PFC_DID_NOT_EXECUTE, frag_length 32, call_id 2
        00 00 00 00 00 00 00 00 02 00 01 1c 00 00 00 00     # context 0, nca_s_op_rng_error
        """);

    public static readonly byte[] InqIfIdsStub = Hex.Parse("""
        00 00 02 00 02 00 00 00 02 00 00 00 04 00 02 00     # vector, max_count 2, count 2, first id
        08 00 02 00 c5 5e a1 60 e8 4d d7 11 a6 37 00 50     # second id; rpcecho
        56 a2 01 82 01 00 00 00 80 bd a8 af 8a 7d c9 11     # v1.0, mgmt
        be f4 08 00 2b 10 29 89 01 00 00 00 00 00 00 00     # v1.0, status 0
        """);
}
