"""What is measured, and what it must reach: the rows of the table, with a goal for each deployment."""
from dataclasses import dataclass, field
from typing import Optional, Tuple

DEPLOYMENTS = ("both", "split")  # one process for both roles (--role both, the default); two processes


@dataclass(frozen=True)
class Goal:
    """A ratio to reach, in one process for both roles and in two: what two could do better in one, acknowledgments that take no detour by way
    of the server, the specification doesn't allow (specs/architecture.md). More is better for a rate; for a time (and anything counted) less is."""
    reach: float
    beyond: Optional[float] = None


@dataclass(frozen=True)
class Figure:
    """One figure of a row's load, and its goals: beside HAProxy, and beside 0b02aca where more is asked than to be as fast."""
    title: str
    key: str                        # its name in what the load says
    unit: str
    less_is_better: bool = False
    goal: Optional[Goal] = None
    baseline_goal: Optional[Goal] = None
    baseline_title: str = ""


@dataclass(frozen=True)
class Row:
    """A load that takes turns on the three."""
    name: str
    load: Tuple[str, ...]           # rpchttp bench ...; {amount} is how much a turn does
    figures: Tuple[Figure, ...]
    amount: int                     # about a second's work on two cores
    quick: int
    unit: str                       # what processor time is counted for
    units: float                    # how many of them an amount of 1 is
    window: str = "64k"
    hops: int = 1
    warm_up: int = 3
    tls: bool = False
    reactors: Optional[int] = None  # of each of our processes; by default as many as nobody asks for

    def arguments(self, quick: bool):
        amount = self.quick if quick else self.amount
        return [part.format(amount=amount) for part in self.load], amount * self.units


@dataclass(frozen=True)
class Count:
    """A figure that has no rate: a number to stay below, for each deployment, whatever HAProxy's is."""
    name: str
    title: str
    unit: str
    measure: str                    # the function of counts.py
    most: Goal
    haproxy: bool = True            # has it that figure, too?
    beside_baseline: bool = True    # may it not lie above 0b02aca's, either?
    repeats: int = 1
    arguments: Tuple[int, ...] = field(default=())
    quick: Tuple[int, ...] = field(default=())
    tls: bool = False


MEBI = 1 << 20


def stream(direction, window, connections, reach, beyond, megabytes, hops=1, tls=False):
    name = f"{direction}{window}x{connections}" + ("-2hops" if hops == 2 else "")
    title = f"stream {direction}, {window[:-1]} KiB × {connections}" + (", two hops" if hops == 2 else "") + (", TLS" if tls else "")
    return Row(
        ("tls-" if tls else "") + name,
        ("stream", direction, "--window", window, "--connections", str(connections), "--bytes", "{amount}"),
        (Figure(title, "stream", "MB/s", goal=Goal(reach, beyond)),),
        megabytes * MEBI, 32 * MEBI, "GB", 1e-9, window, hops, tls=tls)


def call(name, title, hops, p50, p99, beyond, amount, tls=False):
    return Row(
        name, ("call", "--count", "{amount}"),
        (Figure(f"{title}, p50", "p50", "µs", True, Goal(p50, beyond)), Figure(f"{title}, p99", "p99", "µs", True, Goal(p99, beyond))),
        amount, 300, "1000 calls", 1e-3, hops=hops, tls=tls)


def set_ups(name, at_once, title, goal, baseline_goal, amount, tls=False):
    return Row(
        name, ("open", "--at-once", str(at_once), "--count", "{amount}"),
        (Figure(f"set-ups{', TLS' if tls else ''}, {title}", "set-ups", "1/s", goal=goal, baseline_goal=baseline_goal,
                baseline_title=f"set-ups beside 0b02aca, {title}"),),
        amount, 100, "1000 set-ups", 1e-3, warm_up=6, tls=tls)


def calls_at_once(name, goal, tls=False, reactors=None):
    title = f"64 calls at once{', TLS' if tls else ''}{f', {reactors} reactors' if reactors else ''}"
    return Row(name, ("call", "--connections", "64", "--count", "{amount}"),
               (Figure(title, "calls", "1/s", goal=goal),), 30000, 2000, "1000 calls", 1e-3, tls=tls, reactors=reactors)


PLAIN = (
    calls_at_once("call64", Goal(1.0, 1.25)),
    calls_at_once("call64-2reactors", Goal(1.0, 1.25), reactors=2),
    call("call", "one call, one hop", 1, 0.95, 1.0, 0.7, 10000),
    call("call-2hops", "one call, two hops", 2, 1.0, 1.1, 0.85, 8000),
    set_ups("open32", 32, "32 at once", Goal(0.85, 1.0), Goal(1.5, 1.9), 2500),
    set_ups("open1", 1, "one after another", Goal(0.8, 1.0), Goal(1.35, 1.9), 1200),
    stream("out", "256k", 8, 1.05, 1.6, 512),
    stream("in", "256k", 8, 0.95, 1.3, 512),
    stream("out", "256k", 1, 0.8, 1.1, 512),
    stream("in", "256k", 1, 0.6, 0.75, 512),
    stream("out", "64k", 8, 0.8, 1.3, 512),
    stream("in", "64k", 8, 0.65, 1.3, 512),
    stream("out", "64k", 1, 0.28, 0.6, 256),
    stream("in", "64k", 1, 0.25, 0.6, 256),
    stream("out", "256k", 8, 1.0, 2, 384, hops=2),
    stream("in", "256k", 8, 1.4, 2, 384, hops=2),
    Count("idle", "idle virtual connection, RssAnon of both proxies", "kB", "idle", Goal(10, 7), repeats=3,
          arguments=(500, 4500), quick=(30, 60)),
    Count("allocated-open", "allocated for a set-up, each proxy", "kB", "allocated_for_a_set_up", Goal(12, 6), haproxy=False,
          arguments=(2000,), quick=(100,)),
    Count("allocated-pdu", "bytes allocated for a forwarded PDU", "B", "allocated_for_a_pdu", Goal(1), haproxy=False,
          arguments=(50000,), quick=(1000,)),
    Count("fairness", "calls' p99 on 63 busy connections, beside a bulk stream by without it", "×", "fairness", Goal(3), beside_baseline=False, repeats=3,
          arguments=(30000,), quick=(3000,)),
    Count("stalls", "calls over 250 ms in a million", "", "stalls", Goal(0), arguments=(1_000_000,), quick=(2000,)),
)

# Beside HAProxy `ssl`. What must be reached is 0b02aca's figure; the goals beside HAProxy are those of OpenSSL on the descriptor ("beyond").
TLS = (
    calls_at_once("tls-call64", Goal(0, 1.0), tls=True),
    call("tls-call", "one call, TLS", 1, float("inf"), float("inf"), None, 8000, tls=True),
    set_ups("tls-open32", 32, "32 at once", Goal(0, 0.9), None, 1000, tls=True),
    set_ups("tls-open1", 1, "one after another", Goal(0, 0.9), None, 600, tls=True),
    stream("out", "256k", 8, 0, 1.0, 256, tls=True),
    stream("in", "256k", 8, 0, 0.9, 256, tls=True),
    stream("out", "256k", 1, 0, None, 256, tls=True),
    stream("in", "256k", 1, 0, None, 256, tls=True),
    Count("tls-idle", "idle virtual connection over TLS, RssAnon of both proxies", "kB", "idle", Goal(float("inf"), 65),
          arguments=(500, 4500), quick=(30, 60), tls=True),
)

ROWS = {row.name: row for row in PLAIN + TLS}
