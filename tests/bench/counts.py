"""What is counted rather than timed: memory, allocations, stalls. Each function measures one peer and gives one number."""
import subprocess

from load import Load


def idle(peer, tools, log, few, many):
    """Growth of the proxies' RssAnon for each virtual connection that does nothing, in kB, from so few to so many."""
    where = peer.target.split(",")
    through = ["--against", where[0]] if len(where) == 1 else ["--inbound", where[0], "--outbound", where[1], "--server", where[2]]
    for pid in peer.proxies:
        through += ["--process", f"proxy{pid}={pid}"]
    output = subprocess.run(
        [tools["ours"], "bench", "idle", *through, "--connections", str(few), "--then", str(many), "--hold", "1", "--rounds", "1", "--warm-up", "0",
         "--format", "tsv"], check=True, capture_output=True, text=True).stdout
    return sum(growths(output, many))


def growths(tsv, many):
    """Each process's growth a connection, up to so many, of what `bench idle --format tsv` says."""
    rows = [line.split("\t") for line in tsv.splitlines()]
    return [float(value) for name, _, value, *_ in rows if name.startswith(f"{many}: ") and name.endswith(" growth a connection")]


def allocated_for_a_set_up(peer, tools, log, count):
    """kB, of one proxy: half of what the process of both allocates, or the larger one of two processes."""
    for_each = [octets / count / 1e3 for octets in allocated(peer, tools, log, ["open", "--at-once", "8", "--count", str(count)])]
    return for_each[0] / 2 if len(for_each) == 1 else max(for_each)


def allocated_for_a_pdu(peer, tools, log, calls):
    """Bytes, of all proxies: a call is one PDU in and one out, each forwarded once."""
    return sum(allocated(peer, tools, log, ["call", "--count", str(calls)])) / (2 * calls)


def allocated(peer, tools, log, work):
    """Bytes that a turn of the work makes each proxy process allocate. What comes once in a process's life is not counted: what the runtime
    allocates until the code is optimized, and what fills the pools. Nor is what the answer itself takes."""
    with Load(tools["ours"], work, {"peer": peer.target}, log) as load:
        for _ in range(3):
            load.turn("peer")
            peer.allocated()
        earlier, before = peer.allocated(), peer.allocated()
        load.turn("peer")
        after = peer.allocated()
    return [end - begin - (begin - answer) for answer, begin, end in zip(earlier, before, after)]


def fairness(peer, tools, log, calls):
    """How many times as long the calls' p99 is, on 63 connections that are never idle, while one more streams all it can towards the client."""
    target = {"peer": peer.target}
    with Load(tools["ours"], ["call", "--connections", "63", "--count", str(calls)], target, log) as load:
        load.turn("peer")  # a warm-up
        alone = load.turn("peer")["p99"]
        with Load(tools["ours"], ["stream", "out", "--window", "64k", "--connections", "1", "--bytes", "256m"], target, log + ".bulk") as bulk:
            bulk.turn("peer")
            for _ in range(1000):  # far more than there is time for: it ends with this block
                bulk.begin("peer")
            beside = load.turn("peer")["p99"]
            bulk.expect_running()
    return beside / alone


def stalls(peer, tools, log, calls):
    """Calls of 64 connections at once that took over 250 ms."""
    with Load(tools["ours"], ["call", "--connections", "64", "--count", str(calls)], {"peer": peer.target}, log) as load:
        return load.turn("peer")[">250ms"]
