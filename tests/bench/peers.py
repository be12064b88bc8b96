"""The three that take turns: HAProxy, the tool of 0b02aca, the tool of this tree; each a set of processes that the load goes through."""
import json
import os
import subprocess
import urllib.request
from dataclasses import dataclass, field
from typing import List, Optional

from processes import Processes, free_port, processor_time

HAPROXY, BASELINE, OURS = "haproxy", "0b02aca", "ours"
PEERS = (HAPROXY, BASELINE, OURS)

# The one that every side of TLS here can do; the load's side offers no other.
CIPHER = "TLS_AES_128_GCM_SHA256"

HAPROXY_DEFAULTS = """global
    maxconn 9500
defaults
    mode tcp
    timeout connect 5s
    timeout client 1h
    timeout server 1h
"""


@dataclass
class Peer:
    """A set of processes."""
    target: str                                             # as the load's --target has it, behind NAME=
    pids: List[int] = field(default_factory=list)           # whose processor time is counted: all but the load
    proxies: List[int] = field(default_factory=list)        # whose memory is
    admin_ports: List[int] = field(default_factory=list)

    def processor_time(self) -> float:
        return sum(processor_time(pid) for pid in self.pids)

    def allocated(self) -> List[int]:
        """Bytes that each proxy process has allocated so far."""
        return [self._counters(port)["process"]["allocatedBytes"] for port in self.admin_ports]

    @staticmethod
    def _counters(port: int):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/counters", timeout=30) as answer:
            return json.load(answer)


def at(port: int) -> str:
    return f"127.0.0.1:{port}"


def certificate(folder: str) -> str:
    """A certificate of our own for 127.0.0.1, and its key, in one file, as HAProxy wants it. Its path."""
    path = os.path.join(folder, "cert.pem")
    if not os.path.exists(path):
        key, cert = os.path.join(folder, "only-key.pem"), os.path.join(folder, "only-cert.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, "-days", "2", "-subj", "/CN=127.0.0.1"],
                       check=True, capture_output=True)
        with open(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600), "w", encoding="ascii") as both:
            for part in (cert, key):
                with open(part, encoding="ascii") as file:
                    both.write(file.read())
    return path


def start_haproxy(processes: Processes, folder: str, *listens) -> int:
    """One HAProxy with (port, options, server, options) each. Its id."""
    path = os.path.join(folder, f"haproxy-{listens[0][0]}.cfg")
    with open(path, "w", encoding="ascii") as config:
        config.write(HAPROXY_DEFAULTS)
        for port, bind_options, server, server_options in listens:
            config.write(f"listen l{port}\n    bind {at(port)} {bind_options}\n    server s {at(server)} {server_options}\n")
    return processes.start("haproxy", listens[-1][0], "haproxy", "-f", path)


def encrypt(processes: Processes, folder: str, *ports: int) -> List[int]:
    """What puts the load's plain connections into TLS: the same for all three, and counted with the load. Its ports."""
    fronts = [free_port() for _ in ports]
    start_haproxy(processes, folder, *(
        (front, "", port, f"ssl verify none ssl-min-ver TLSv1.3 ciphersuites {CIPHER}") for front, port in zip(fronts, ports)))
    return fronts


def plain_end(processes: Processes, tool: str):
    port = free_port()
    return port, processes.start("plain", port, tool, "bench", "serve", "--listen", f"tcp://{at(port)}")


def haproxy(processes: Processes, folder: str, load_tool: str, hops: int, tls: bool) -> Peer:
    """HAProxy, once or behind itself, before the load's plain end."""
    plain, plain_pid = plain_end(processes, load_tool)
    port, second = free_port(), free_port()
    bind = f"ssl crt {certificate(folder)}" if tls else ""
    listens = [(port, bind, plain, "")] + ([(second, "", port, "")] if hops == 2 else [])
    pid = start_haproxy(processes, folder, *listens)
    entry = second if hops == 2 else port
    if tls:
        entry, = encrypt(processes, folder, entry)
    return Peer(f"tcp://{at(entry)}", [plain_pid, pid], [pid])


def proxied(processes: Processes, folder: str, tool: str, load_tool: str, deployment: str, window: str, hops: int, tls: bool,
            reactors: Optional[int] = None) -> Peer:
    """Proxies and a backend of one build: with the echo service, or before the load's plain end."""
    peer = Peer("")
    server, service = free_port(), "echo"
    engine = ["--set", f"Engine:Reactors={reactors}"] if reactors else []
    if hops == 2:
        plain, pid = plain_end(processes, load_tool)
        peer.pids.append(pid)
        service = f"tcp:{at(plain)}"
    peer.pids.append(processes.start("backend", server, tool, "backend", "--listen", at(server), "--service", service, "--receive-window", window, *engine))
    scheme, encryption = ("https", ["--cert", certificate(folder), "--key", certificate(folder)]) if tls else ("http", [])
    ports = []
    for role in ("both",) if deployment == "both" else ("inbound", "outbound"):
        port, admin = free_port(), free_port()
        ports.append(port)
        peer.admin_ports.append(admin)
        peer.proxies.append(processes.start(
            role, port, tool, "proxy", "--role", role, "--listen", f"{scheme}://{at(port)}", "--allow", at(server),
            "--receive-window", window, "--admin", f"http://{at(admin)}", *encryption, *engine))
    peer.pids += peer.proxies
    if tls:
        ports = encrypt(processes, folder, *ports)
    peer.target = f"http://{at(ports[0])},http://{at(ports[-1])},{at(server)}"
    return peer


def start(name: str, processes: Processes, folder: str, tools, deployment: str, window: str = "64k", hops: int = 1, tls: bool = False,
          reactors: Optional[int] = None) -> Peer:
    """Starts one of the three. The load and the plain end are this tree's for all of them."""
    if name == HAPROXY:
        return haproxy(processes, folder, tools[OURS], hops, tls)
    return proxied(processes, folder, tools[name], tools[OURS], deployment, window, hops, tls, reactors if name == OURS else None)
