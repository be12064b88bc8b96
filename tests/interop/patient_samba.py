#!/usr/bin/python3
"""patient_samba.py DIRECTORY PROXY_HOST:PORT HOST:PORT idle|call SECONDS

Opens rpcecho through RPC over HTTP with Samba's own client, makes a call, says nothing for so many seconds (idle), or makes a call that
takes so long (call), and makes a last one. Its settings go to DIRECTORY. Exit code 0 only if every answer was right.
"""
import os
import sys
import time

from samba.credentials import Credentials
from samba.dcerpc import echo
from samba.param import LoadParm


def main(directory, proxy, server, what, seconds):
    settings = os.path.join(directory, "client.conf")
    with open(settings, "w") as file:
        file.write("[global]\n  private dir = %s\n" % directory)
    nobody = Credentials()
    nobody.set_anonymous()
    host, port = server.rsplit(":", 1)
    binding = "ncacn_http:%s[%s,RpcProxy=%s,HttpUseTls=false,HttpAuthOption=basic]" % (host, port, proxy)
    client = echo.rpcecho(binding, LoadParm(settings), nobody)
    client.request_timeout = 2 * int(seconds)   # 60 s by itself
    assert client.AddOne(1) == 2
    begun = time.monotonic()
    if what == "idle":
        time.sleep(int(seconds))
    else:
        assert client.SourceData(10) == list(range(10))
    took = time.monotonic() - begun
    assert took >= int(seconds), "it took %.1f s" % took
    assert client.AddOne(41) == 42
    print("%s for %d s through %s to %s: every answer was right" % (what, took, proxy, server))


if __name__ == "__main__":
    if len(sys.argv) != 6:
        sys.exit(__doc__)
    main(*sys.argv[1:])
