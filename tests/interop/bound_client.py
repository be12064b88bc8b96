#!/usr/bin/python3
"""bound_client.py HOST:PORT ntlm|negotiate right|other|none [DOMAIN\\USER PASSWORD]

Says who it is to a proxy at https://HOST:PORT, with an echo request, by Debian's python3-gssapi, and names the TLS connection's channel binding (RFC 5929,
tls-server-end-point), another one, or none. Without a user it takes the Kerberos ticket that is there. Prints the last status and whether the proxy has proved itself.
"""
import base64
import hashlib
import socket
import ssl
import sys

import gssapi.raw as gss
from gssapi.raw.ext_password import acquire_cred_with_password

MECHANISMS = {"ntlm": gss.OID.from_int_seq("1.3.6.1.4.1.311.2.2.10"), "negotiate": gss.OID.from_int_seq("1.3.6.1.5.5.2")}
SCHEMES = {"ntlm": "NTLM", "negotiate": "Negotiate"}


def ask(tls, authorization):
    """An echo request; its response's status and fields."""
    tls.sendall(("RPC_IN_DATA /rpc/rpcproxy.dll HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n" + authorization + "\r\n").encode())
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        byte = tls.recv(1)
        if not byte:
            sys.exit("the connection ended: %r" % head)
        head += byte
    lines = head.decode("latin-1").split("\r\n")
    fields = [line.partition(": ")[::2] for line in lines[1:] if line]
    left = sum(int(value) for name, value in fields if name.lower() == "content-length")
    while left > 0:
        left -= len(tls.recv(left))
    return int(lines[0].split()[1]), fields


def main(proxy, scheme, binding, user=None, password=""):
    host, port = proxy.rsplit(":", 1)
    tls = ssl._create_unverified_context().wrap_socket(socket.create_connection((host, int(port)), 20), server_hostname="localhost")
    certificate = tls.getpeercert(True)      # the tests' are signed with SHA-256
    hashed = hashlib.sha256(certificate if binding == "right" else b"another certificate").digest()
    bindings = None if binding == "none" else gss.ChannelBindings(application_data=b"tls-server-end-point:" + hashed)
    credentials = None
    if user is not None:
        credentials = acquire_cred_with_password(
            gss.import_name(user.encode(), gss.NameType.user), password.encode(), mechs=[MECHANISMS[scheme]], usage="initiate").creds
    target = gss.import_name(b"HTTP@localhost", gss.NameType.hostbased_service)
    context, token, status, proof = None, None, 0, False
    for _ in range(4):
        step = gss.init_sec_context(
            target, creds=credentials, context=context, mech=MECHANISMS[scheme], input_token=token, channel_bindings=bindings)
        context = step.context
        if status == 200:
            proof = not step.more_steps
            break
        status, fields = ask(tls, "Authorization: %s %s\r\n" % (SCHEMES[scheme], base64.b64encode(step.token).decode()))
        challenges = [value.partition(" ")[2] for name, value in fields if name.lower() == "www-authenticate" and value.startswith(SCHEMES[scheme] + " ")]
        if not challenges:
            break
        token = base64.b64decode(challenges[0])
    print(status, "proved" if proof else "unproved")


if __name__ == "__main__":
    main(*sys.argv[1:])
