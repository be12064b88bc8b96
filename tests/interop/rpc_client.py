#!/usr/bin/python3
"""rpc_client.py PROXY_URL HOST:PORT mgmt|echo COUNT [BYTES [basic|ntlm USER PASSWORD]]

Calls an RPC server through RPC over HTTP with Debian's python3-impacket, a client that knows nothing of our code.
mgmt: inq_if_ids COUNT times over one virtual connection. echo: each rpcecho call COUNT times, with BYTES bytes (60000).
USER is DOMAIN\\NAME or NAME; without, the proxies must ask nobody who he is. Exit code 0 only if every answer was right.
"""
import struct
import sys

from impacket.dcerpc.v5 import mgmt, transport
from impacket.http import AUTH_BASIC, AUTH_NTLM
from impacket.uuid import uuidtup_to_bin

RPCECHO = uuidtup_to_bin(("60a15ec5-4de8-11d7-a637-005056a20182", "1.0"))
ADD_ONE, ECHO_DATA, SINK_DATA, SOURCE_DATA = range(4)


def connect(url, server, auth, user, password):
    domain, _, name = user.rpartition("\\")
    host, port = server.rsplit(":", 1)
    rpc = transport.DCERPCTransportFactory("ncacn_http:%s[%s]" % (host, port))
    rpc.set_rpc_proxy_url("%s/rpc/rpcproxy.dll?%s" % (url.rstrip("/"), server))
    rpc.set_credentials(name, password, domain)
    rpc.set_auth_type({"basic": AUTH_BASIC, "ntlm": AUTH_NTLM}[auth])
    dce = rpc.get_dce_rpc()
    dce.connect()
    return dce


def ask_mgmt(dce, count):
    dce.bind(mgmt.MSRPC_UUID_MGMT)
    seen = {len(mgmt.hinq_if_ids(dce)["if_id_vector"]["if_id"]) for _ in range(count)}
    assert len(seen) == 1 and seen.pop() > 0, "the server does not always offer the same interfaces"


def ask_echo(dce, count, size):
    dce.bind(RPCECHO)
    octets = bytes(i & 255 for i in range(size))
    array = struct.pack("<II", size, size) + octets     # in_data with its conformance; what follows a last array needs no padding

    def call(operation, stub):
        dce.call(operation, stub)
        return dce.recv()

    for i in range(count):
        assert struct.unpack_from("<I", call(ADD_ONE, struct.pack("<I", i)))[0] == i + 1, "AddOne"
        assert call(ECHO_DATA, array)[4:4 + size] == octets, "EchoData"
        call(SINK_DATA, array)
        assert call(SOURCE_DATA, struct.pack("<I", size))[4:4 + size] == octets, "SourceData"


def main(url, server, what, count, size="60000", auth="basic", user="anyone", password="anything"):    # impacket has no anonymous mode
    dce = connect(url, server, auth, user, password)
    ask_mgmt(dce, int(count)) if what == "mgmt" else ask_echo(dce, int(count), int(size))
    dce.disconnect()
    print("%s x%s through %s to %s: every answer was right" % (what, count, url, server))


if __name__ == "__main__":
    if len(sys.argv) not in (5, 6, 9) or sys.argv[3] not in ("mgmt", "echo"):
        sys.exit(__doc__)
    main(*sys.argv[1:])
