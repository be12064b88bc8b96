#!/usr/bin/python3
"""faults.py INBOUND OUTBOUND SERVER SECONDS: opens channels of RPC over HTTP and breaks them, at every step, in every way, some fifty a second.

Each address is HOST:PORT. What the proxies answer is not looked at here; tests/longrun/run looks at what they keep.
"""
import os
import random
import socket
import struct
import sys
import time

RTS, LITTLE_ENDIAN = 20, 0x10
VERSION = struct.pack("<II", 6, 1)


def rts(flags, *commands):
    body = b"".join(commands)
    return struct.pack("<BBBBIHHIHH", 5, 0, RTS, 3, LITTLE_ENDIAN, 20 + len(body), 0, 0, flags, len(commands)) + body


def cookie(octets):
    return struct.pack("<I", 3) + octets


def conn_a1(connection):
    return rts(0, VERSION, cookie(connection), cookie(os.urandom(16)), struct.pack("<II", 0, 65536))


def conn_b1(connection):
    lifetime, keepalive, group = struct.pack("<II", 4, 1 << 30), struct.pack("<II", 5, 300000), struct.pack("<I", 12) + os.urandom(16)
    return rts(0, VERSION, cookie(connection), cookie(os.urandom(16)), lifetime, keepalive, group)


def begin(method, proxy, server, length):
    host, port = proxy.rsplit(":", 1)
    peer = socket.create_connection((host, int(port)), timeout=10)
    peer.sendall(b"%s /rpc/rpcproxy.dll?%s HTTP/1.1\r\nHost: p\r\nContent-Length: %d\r\n\r\n" % (method, server.encode(), length))
    return peer


def reset(peer):
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    peer.close()


def break_one(inbound, outbound, server):
    """Begins a connection, breaks off behind a step drawn by lot, and leaves with FIN or RST, either channel first."""
    connection, step = os.urandom(16), random.randrange(6)
    peers = []
    try:
        peers.append(begin(b"RPC_OUT_DATA", outbound, server, 76))
        a1, b1 = conn_a1(connection), conn_b1(connection)
        peers[0].sendall(a1[:30] if step == 0 else a1)
        if step > 1:
            peers.append(begin(b"RPC_IN_DATA", inbound, server, random.choice((200, 1 << 30))))
            peers[1].sendall(b1[:50] if step == 2 else b1)
        if step > 3:
            peers[0].recv(200)                                              # 200, CONN/A3, maybe CONN/C2
            peers[1].sendall(os.urandom(100) if step == 4 else rts(2))      # garbage, or a Ping
    except OSError:
        pass                                                                # the other side was faster, or is being restarted
    random.shuffle(peers)
    for peer in peers:
        reset(peer) if random.random() < 0.5 else peer.close()


def main(inbound, outbound, server, seconds):
    end, count = time.monotonic() + float(seconds), 0
    while time.monotonic() < end:
        try:
            break_one(inbound, outbound, server)
        except OSError:
            time.sleep(0.5)
        count += 1
        time.sleep(0.02)
    print("%d connections were broken off" % count)


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    main(*sys.argv[1:])
