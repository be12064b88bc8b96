"""The processes of a measurement: started, waited for, and ended, whatever happens."""
import contextlib
import os
import random
import signal
import socket
import subprocess
import time

TICKS = os.sysconf("SC_CLK_TCK")


class StartError(Exception):
    """A process does not do what it was started for."""


def free_port() -> int:
    """A port below those that the system gives to clients, which the load takes by the thousand."""
    while True:
        port = random.randrange(12000, 32000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


def processor_time(pid: int) -> float:
    """Seconds of user and system time of all threads of a process, those that have ended included (proc(5): utime, stime)."""
    with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
        after_name = file.read().rsplit(")", 1)[1].split()
    return (int(after_name[11]) + int(after_name[12])) / TICKS


@contextlib.contextmanager
def signals_held():
    """SIGINT and SIGTERM wait: a process that has been started is always known to those who end it. Gives what a child restores."""
    held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})

    def restore():
        signal.pthread_sigmask(signal.SIG_SETMASK, held)

    try:
        yield restore
    finally:
        restore()


def has_ended(process) -> bool:
    """As poll(), which a signal may interrupt while it holds a lock that wait() then waits for in vain."""
    return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


class Processes:
    """Processes with a log each; leaving the block ends them."""

    def __init__(self, folder: str):
        self._folder = folder
        self._running = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in self._running:
            process.terminate()
        deadline = time.monotonic() + 10
        for process in self._running:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def start(self, name: str, port: int, *command: str) -> int:
        """Starts a process and waits until it listens. Its id."""
        log = os.path.join(self._folder, f"{name}-{port}.log")
        with open(log, "wb") as output, signals_held() as restore:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, preexec_fn=restore)
            self._running.append(process)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and not has_ended(process):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                return process.pid
            except OSError:
                time.sleep(0.05)
        with open(log, encoding="utf-8", errors="replace") as output:
            raise StartError(f"{name} does not listen on port {port}:\n{output.read()[-4000:]}")
