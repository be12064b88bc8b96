#!/usr/bin/python3
"""samba_client.py DIRECTORY CA_FILE PROXY_HOST:PORT HOST:PORT basic|ntlm USER PASSWORD COUNT

Calls mgmt of a Samba server through RPC over HTTP with Samba's own client, over TLS, COUNT times on one virtual connection. The same
account is asked for by the proxy and, inside the RPC, by the server. The answers stay below half a window: this client acknowledges
nothing. TLS 1.3 is off, with which it hangs. Its settings go to DIRECTORY. Exit code 0 only if every answer was right.
"""
import os
import sys

from samba.credentials import Credentials
from samba.dcerpc import mgmt
from samba.param import LoadParm


def main(directory, authority, proxy, server, auth, user, password, count):
    settings = os.path.join(directory, "client.conf")
    with open(settings, "w") as file:
        file.write("[global]\n  private dir = %s\n  tls priority = NORMAL:-VERS-TLS1.3\n" % directory)
        file.write("  tls verify peer = ca_and_name_if_available\n  tls cafile = %s\n" % authority)
    domain, _, name = user.rpartition("\\")
    account = Credentials()
    account.set_username(name)
    account.set_domain(domain)
    account.set_password(password)
    account.set_workstation("CLIENT")
    host, port = server.rsplit(":", 1)
    binding = "ncacn_http:%s[%s,RpcProxy=%s,HttpUseTls=true,HttpAuthOption=%s]" % (host, port, proxy, auth)
    client = mgmt.mgmt(binding, LoadParm(settings), account)
    seen = {len(client.inq_if_ids().if_id) for _ in range(int(count))}
    assert len(seen) == 1 and seen.pop() > 0, "the server does not always offer the same interfaces"
    print("mgmt x%s through %s to %s as %s by %s: every answer was right" % (count, proxy, server, user, auth))


if __name__ == "__main__":
    if len(sys.argv) != 9:
        sys.exit(__doc__)
    main(*sys.argv[1:])
