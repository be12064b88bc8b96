"""The load: one process for all three, which does a turn when it is told to."""
import json
import select
import subprocess
from typing import Dict

from processes import signals_held

LONGEST_TURN = 300  # seconds; a turn takes about one, a million calls less than a minute


class LoadError(Exception):
    """The load did not do its turn."""


class Load:
    """rpchttp bench ... --turns."""

    def __init__(self, tool: str, arguments, targets: Dict[str, str], log: str):
        self._command = [tool, "bench", *arguments, "--turns"]
        for name, target in targets.items():
            self._command += ["--target", f"{name}={target}"]
        self._log = log

    def __enter__(self):
        self._process = None
        try:
            with open(self._log, "wb") as log, signals_held() as restore:
                self._process = subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, preexec_fn=restore)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self._process is None:
            return
        self._process.kill()
        self._process.communicate()

    def turn(self, name: str) -> Dict[str, float]:
        """One turn; its figures."""
        self.begin(name)
        if not select.select([self._process.stdout], [], [], LONGEST_TURN)[0]:
            raise LoadError(f"{name}: no end of a turn after {LONGEST_TURN} s: {' '.join(self._command)}")
        line = self._process.stdout.readline()
        if not line:
            raise self._failure(name)
        return json.loads(line)

    def begin(self, name: str) -> None:
        """Begins a turn that goes on beside others' turns, behind those that were begun before."""
        try:
            self._process.stdin.write(f"{name}\n".encode())
            self._process.stdin.flush()
        except BrokenPipeError:
            pass  # it has ended: told by whoever waits for the turn

    def expect_running(self) -> None:
        """The turns that were begun have not failed. Who begins enough of them knows that one is under way."""
        if self._process.poll() is not None:
            raise self._failure("the load beside it has ended")

    def _failure(self, what: str) -> LoadError:
        with open(self._log, encoding="utf-8", errors="replace") as log:
            return LoadError(f"{what}: {' '.join(self._command)}\n{log.read()}")
