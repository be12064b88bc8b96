#!/usr/bin/python3
"""slow_relay.py HOST:PORT SECONDS

A TCP relay on a free port of 127.0.0.1, which it prints, to an RPC server. It holds back what the server answers to SourceData of
rpcecho (opnum 3) for so many seconds, as a server that takes its time would. All else goes at once.
"""
import socket
import struct
import sys
import threading
import time

REQUEST = 0             # PTYPE; [C706] 12.6.4.9: opnum at 22, frag_length at 8
SOURCE_DATA = 3


def read(source, count):
    data = b""
    while len(data) < count:
        more = source.recv(count - len(data))
        if not more:
            return None
        data += more
    return data


def pdus(source):
    while (head := read(source, 16)) is not None:
        rest = read(source, struct.unpack_from("<H", head, 8)[0] - 16)
        if rest is None:
            return
        yield head + rest


def relay(client, server, seconds):
    late = threading.Event()

    def answers():
        for pdu in pdus(server):
            if late.is_set():
                late.clear()
                time.sleep(seconds)
            client.sendall(pdu)
        client.shutdown(socket.SHUT_WR)

    threading.Thread(target=answers, daemon=True).start()
    for pdu in pdus(client):
        if pdu[2] == REQUEST and struct.unpack_from("<H", pdu, 22)[0] == SOURCE_DATA:
            late.set()
        server.sendall(pdu)
    server.shutdown(socket.SHUT_WR)


def main(to, seconds):
    host, port = to.rsplit(":", 1)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        print("relay at 127.0.0.1:%d" % listener.getsockname()[1], flush=True)
        while True:
            client, _ = listener.accept()
            server = socket.create_connection((host, int(port)))
            threading.Thread(target=relay, args=(client, server, float(seconds)), daemon=True).start()


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
