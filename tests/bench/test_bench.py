"""The arithmetic of the bench, its table and its results file: python3 -m unittest discover --start-directory tests/bench"""
import importlib.machinery
import importlib.util
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import counts  # noqa: E402
import peers  # noqa: E402
import processes  # noqa: E402
import table  # noqa: E402
from interval import Estimate, estimate, rank  # noqa: E402
from results import Results  # noqa: E402
from rows import DEPLOYMENTS, PLAIN, ROWS, TLS, Count  # noqa: E402

RUN = os.path.join(HERE, "run")
DOCUMENT = os.path.join(HERE, "document")


def script(path):
    """A script without the ending .py as a module."""
    loader = importlib.machinery.SourceFileLoader("bench_" + os.path.basename(path), path)
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


def triples(figure, haproxy, baseline, ours, count=15):
    """So many equal turns of each of the three."""
    turn = lambda value: {"figures": {figure: value, "load's own time": 1.0}, "processor_time": value / 100}
    return [{"haproxy": turn(haproxy), "0b02aca": turn(baseline), "ours": turn(ours)} for _ in range(count)]


def kept(**measured):
    return {"machine": "m", "haproxy": "2.6", "ours": "abc", "quick": False, "when": "2026-01-01T00:00:00+00:00", **measured}


def results_of(rows):
    results = Results("")
    results.rows = rows
    return results


class IntervalTests(unittest.TestCase):
    def test_ranks_are_those_of_the_tables_for_the_sign_test(self):
        # e.g. Hollander, Wolfe and Chicken, Nonparametric Statistical Methods; 15: the 4th of either end, 96.5 %
        self.assertEqual([0, 1, 1, 1, 2, 2, 4, 6], [rank(n) for n in (5, 6, 7, 8, 9, 10, 15, 20)])

    def test_the_interval_of_fifteen_is_the_fourth_value_of_either_end(self):
        self.assertEqual(Estimate(8, 4, 12), estimate(random.Random(1).sample(range(1, 16), 15)))

    def test_too_few_values_have_a_median_and_no_interval(self):
        self.assertEqual(Estimate(3, None, None), estimate([1, 2, 3, 4, 5]))

    def test_an_even_number_has_the_mean_of_the_two_in_the_middle(self):
        self.assertEqual(Estimate(3.5, 1, 6), estimate([6, 5, 4, 3, 2, 1]))

    def test_the_true_median_is_inside_as_often_as_promised(self):
        draw = random.Random(7)
        inside = 0
        for _ in range(4000):
            found = estimate([draw.expovariate(1) for _ in range(15)])     # skewed, as times are; its median is ln 2
            inside += found.low <= 0.6931 <= found.high
        self.assertGreater(inside / 4000, 0.95)
        self.assertLess(inside / 4000, 0.98)                               # and is no wider than it must be: 96.5 %


class JudgeTests(unittest.TestCase):
    EQUAL = Estimate(1.0, 0.9, 1.1)

    def test_a_rate_is_met_when_the_whole_interval_lies_above(self):
        self.assertEqual("met", table.judge(Estimate(1.2, 1.11, 1.3), self.EQUAL, 1.1, 1.25, False))
        self.assertEqual("missed", table.judge(Estimate(1.2, 1.1, 1.3), self.EQUAL, 1.1, 1.25, False))
        self.assertEqual("beyond", table.judge(Estimate(1.3, 1.26, 1.4), self.EQUAL, 1.1, 1.25, False))

    def test_a_time_is_met_when_the_whole_interval_lies_below(self):
        self.assertEqual("met", table.judge(Estimate(0.8, 0.7, 0.89), self.EQUAL, 0.9, 0.7, True))
        self.assertEqual("missed", table.judge(Estimate(0.8, 0.7, 0.9), self.EQUAL, 0.9, 0.7, True))
        self.assertEqual("beyond", table.judge(Estimate(0.6, 0.5, 0.69), self.EQUAL, 0.9, 0.7, True))

    def test_what_is_slower_than_0b02aca_is_not_met(self):
        self.assertEqual("missed: slower than 0b02aca", table.judge(Estimate(2, 1.9, 2.1), Estimate(0.99, 0.9, 1.1), 1.1, None, False))
        self.assertEqual("missed: slower than 0b02aca", table.judge(Estimate(0.5, 0.4, 0.6), Estimate(1.01, 0.9, 1.1), 0.9, None, True))

    def test_without_an_interval_there_is_no_verdict(self):
        self.assertEqual("too few", table.judge(Estimate(2, None, None), self.EQUAL, 1.1, None, False))


class TableTests(unittest.TestCase):
    def test_a_figure_shows_all_three_with_both_ratios_and_its_target(self):
        results = results_of({"call64/split": kept(triples=triples("calls", 10000, 8000, 12000))})

        text = table.main_table(PLAIN, results)

        self.assertIn("| 64 calls at once | split | 10000 1/s | 8000 1/s | 12000 1/s | 1.20 (1.20–1.20) | 1.50 (1.50–1.50) | > 1 | > 1.25 | met |", text)

    def test_set_ups_have_a_line_of_their_own_beside_0b02aca(self):
        results = results_of({"open32/both": kept(triples=triples("set-ups", 4000, 2000, 3200))})

        lines = table.main_table(PLAIN, results).splitlines()[2:]

        self.assertTrue(lines[0].endswith("| > 0.85 | > 1 | missed |"), lines[0])
        self.assertTrue(lines[1].endswith("| > 1.5 × 0b02aca | > 1.9 | met |"), lines[1])

    def test_ratios_are_taken_triple_by_triple(self):
        turns = triples("calls", 100, 100, 100, 3)
        for turn, haproxy, ours in zip(turns, (100, 1000, 10), (200, 2000, 20)):
            turn["haproxy"]["figures"]["calls"], turn["ours"]["figures"]["calls"] = haproxy, ours

        self.assertEqual(2, table.ratios(turns, lambda turn: turn["figures"]["calls"], "haproxy").median)

    def test_fairness_is_judged_by_itself_and_not_beside_0b02aca(self):
        line = lambda ours: table.main_table(PLAIN, results_of({"fairness/both": kept(counted={"haproxy": [1.1], "0b02aca": [0.9], "ours": ours})}))

        self.assertIn("| ≤ 3 | – | met |", line([1.5, 1.6, 2.9]))
        self.assertIn("| ≤ 3 | – | missed |", line([2.9, 3.1, 3.2]))

    def test_two_reactors_are_asked_of_ours_only(self):
        self.assertEqual({"call64-2reactors": 2}, {row.name: row.reactors for row in PLAIN if getattr(row, "reactors", None)})
        commands = []

        class Recorded:
            def start(self, name, port, *command):
                commands.append(command)
                return 1

        tools = {"0b02aca": "then", "ours": "now"}
        for name in tools:
            peers.start(name, Recorded(), "", tools, "split", reactors=2)
        asked = [command[0] for command in commands if "Engine:Reactors=2" in command]
        self.assertEqual(["now"] * 3, asked)

    def test_a_count_has_its_median_and_range(self):
        results = results_of({"idle/both": kept(counted={"haproxy": [6.7, 6.8, 6.9], "0b02aca": [20, 21, 22], "ours": [8, 9.5, 11]})})

        text = table.main_table(PLAIN, results)

        self.assertIn("| 6.80 (6.70–6.90) kB | 21.0 (20.0–22.0) kB | 9.50 (8.00–11.0) kB | 1.40 | 0.45 | ≤ 10 | ≤ 7 | met |", text)

    def test_a_count_is_more_than_0b02acas_when_the_ranges_lie_apart(self):
        for ours, verdict in (([9, 9.1, 9.2], "met"), ([9.3, 9.4, 9.5], "missed: more than 0b02aca")):
            results = results_of({"idle/both": kept(counted={"haproxy": [6], "0b02aca": [8.9, 9.0, 9.2], "ours": ours})})
            self.assertTrue(table.main_table(PLAIN, results).endswith(f"| {verdict} |"))

    def test_no_stall_at_all_meets_zero_and_one_does_not(self):
        for ours, verdict in ((0, "met"), (1, "missed")):
            results = results_of({"stalls/both": kept(counted={"haproxy": [0], "0b02aca": [0], "ours": [ours]})})
            self.assertTrue(table.main_table(PLAIN, results).endswith(f"| ≤ 0 | – | {verdict} |"))

    def test_processor_time_stands_beside_haproxys_with_the_loads_own(self):
        results = results_of({"call64/both": kept(triples=triples("calls", 100, 120, 90))})

        text = table.time_table(PLAIN, results)

        self.assertIn("| 1.00 s | 1.20 s | 0.900 s | 0.90 (0.90–0.90) | 0.75 (0.75–0.75) | yes | 1.00, 1.00, 1.00 µs each |", text)

    def test_a_quick_row_says_that_it_is_one(self):
        row = {**kept(triples=triples("calls", 1, 1, 1)), "quick": True}
        self.assertIn("A QUICK RUN", table.provenance(PLAIN, results_of({"call64/both": row})))

    def test_rows_of_two_builds_name_both(self):
        rows = {"call64/both": kept(triples=triples("calls", 1, 1, 1)), "call64/split": {**kept(triples=triples("calls", 1, 1, 1)), "ours": "def"}}
        self.assertIn("ours is abc, def", table.provenance(PLAIN, results_of(rows)))


class RowTests(unittest.TestCase):
    def test_every_row_has_a_name_of_its_own(self):
        self.assertEqual(len(PLAIN) + len(TLS), len(ROWS))

    def test_a_stream_is_a_whole_number_of_calls_on_each_connection(self):
        # The load streams whole calls of 4 MiB; what it streams less would be missing from the processor time for a GB.
        for row in ROWS.values():
            if not isinstance(row, Count) and row.load[0] == "stream":
                connections = int(row.load[row.load.index("--connections") + 1])
                for amount in (row.amount, row.quick):
                    self.assertEqual(0, amount % (connections * 4 * 1024 * 1024), row.name)

    def test_every_count_has_its_function(self):
        for row in ROWS.values():
            if isinstance(row, Count):
                self.assertTrue(callable(getattr(counts, row.measure)), row.name)

    def test_growth_is_read_of_each_process_and_of_the_last_step_only(self):
        tsv = "30: a growth a connection\tkB\t99\t\t\t\t\n60: set-up\tms\t4\t\t\t\t\n60: a growth a connection\tkB\t4.5\t\t\t\t\n60: b growth a connection\tkB\t5\t\t\t\t\n"
        self.assertEqual([4.5, 5], counts.growths(tsv, 60))


class ResultsTests(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.path = os.path.join(self.folder.name, "results.json")

    def test_a_row_is_kept_at_once_and_leaves_the_others(self):
        Results(self.path).put("call", "both", {"a": 1})
        Results.read(self.path).put("call", "split", {"a": 2})

        self.assertEqual({"call/both": {"a": 1}, "call/split": {"a": 2}}, Results.read(self.path).rows)

    def test_what_is_left_to_do_is_what_the_file_lacks(self):
        run, results = script(RUN), Results(self.path)
        results.put("call64", "both", {})

        left = [(row.name, deployment) for row, deployment in run.wanted(run.parse(["--resume"]), results)]

        self.assertEqual(2 * len(PLAIN) - 1, len(left))
        self.assertEqual(("call64", "split"), left[0])

    def test_only_measures_a_row_again_whether_it_is_there_or_not(self):
        run, results = script(RUN), Results(self.path)
        results.put("call64", "both", {})

        left = [(row.name, deployment) for row, deployment in run.wanted(run.parse(["--only", "call64"]), results)]

        self.assertEqual([("call64", deployment) for deployment in DEPLOYMENTS], left)

    def test_the_table_of_what_is_kept_needs_no_measuring(self):
        Results(self.path).put("call64", "both", kept(triples=triples("calls", 100, 100, 130)))

        done = subprocess.run([RUN, "--table", "--results", self.path], capture_output=True, text=True)

        self.assertEqual((0, ""), (done.returncode, done.stderr))
        self.assertIn("| 64 calls at once | both |", done.stdout)
        self.assertIn("| beyond |", done.stdout)


class ScriptTests(unittest.TestCase):
    def test_an_unknown_row_is_exit_code_2(self):
        done = subprocess.run([RUN, "--only", "nonsense"], capture_output=True, text=True)
        self.assertEqual(2, done.returncode)

    def test_every_script_has_help(self):
        for name in ("run", "grow", "document"):
            done = subprocess.run([os.path.join(HERE, name), "--help"], capture_output=True, text=True)
            self.assertEqual(0, done.returncode, done.stderr)
            self.assertIn("tests/bench/" if name == "grow" else "usage:", done.stdout)

    def test_a_tool_that_does_not_start_is_exit_code_1_and_leaves_nothing(self):
        with tempfile.TemporaryDirectory() as folder:
            done = self.run_with_stand_ins(folder, "echo cannot; exit 3")
            self.assertEqual(1, done.returncode)
            self.assertIn("cannot", done.stderr)

    def test_ctrl_c_ends_every_process_that_was_started(self):
        with tempfile.TemporaryDirectory() as folder:
            pids = os.path.join(folder, "pids")
            process = self.begin_with_stand_ins(folder, f"echo $$ >>{pids}; exec sleep 1000")
            deadline = time.monotonic() + 60
            while process.poll() is None and time.monotonic() < deadline and not (os.path.exists(pids) and os.path.getsize(pids)):
                os.sched_yield()
            process.send_signal(signal.SIGINT)
            _, error = process.communicate(timeout=60)

            self.assertEqual(130, process.returncode)
            self.assertIn("--resume", error)
            with open(pids, encoding="ascii") as file:
                for pid in file.read().split():
                    self.assertFalse(os.path.exists(f"/proc/{pid}"), pid)

    def begin_with_stand_ins(self, folder, tool):
        """The script, with a tool of ours that does this, in place of both builds."""
        commit = "0b02acad80888c7ba52a0c0e6cab1732ce2c374d"
        os.mkdir(os.path.join(folder, commit))
        paths = [os.path.join(folder, "tool"), os.path.join(folder, commit, "rpchttp")]
        for path in paths:
            with open(path, "w", encoding="ascii") as file:
                file.write(f"#!/bin/sh\n{tool}\n")
            os.chmod(path, 0o755)
        return subprocess.Popen(
            [RUN, "--quick", "--only", "call", "--results", os.path.join(folder, "results.json")], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={**os.environ, "RPCHTTP": paths[0], "RPCHTTP_BASELINE": folder})

    def run_with_stand_ins(self, folder, tool):
        process = self.begin_with_stand_ins(folder, tool)
        output, error = process.communicate(timeout=120)
        return subprocess.CompletedProcess(process.args, process.returncode, output, error)


class ProcessesTests(unittest.TestCase):
    def test_a_signal_waits_until_a_started_process_is_known(self):
        with self.assertRaises(KeyboardInterrupt):
            with processes.signals_held():
                os.kill(os.getpid(), signal.SIGINT)
                reached = True
        self.assertTrue(reached)

    def test_a_process_has_ended_when_it_has(self):
        child = subprocess.Popen(["cat"], stdin=subprocess.PIPE)
        self.assertFalse(processes.has_ended(child))
        child.stdin.close()
        while not processes.has_ended(child):
            os.sched_yield()
        self.assertEqual(0, child.wait())

    def test_a_started_process_hears_signals(self):
        with processes.signals_held() as restore:
            child = subprocess.Popen(["sleep", "1000"], preexec_fn=restore)
        child.send_signal(signal.SIGINT)
        self.assertEqual(-signal.SIGINT, child.wait(60))

    def test_processor_time_is_that_of_the_process(self):
        before = processes.processor_time(os.getpid())
        while processes.processor_time(os.getpid()) - before < 0.05:
            pass
        self.assertLess(abs(processes.processor_time(os.getpid()) - sum(os.times()[:2])), 0.1)


class DocumentTests(unittest.TestCase):
    PAGE = "# Page\n<!-- run -->\nold\n<!-- /run -->\nkept\n<!-- time -->\n<!-- /time -->\n<!-- tls -->\nTLS\n<!-- /tls -->\n"

    def test_tables_go_between_their_markers_and_nothing_else_changes(self):
        results = results_of({"call64/both": kept(triples=triples("calls", 100, 100, 130))})

        page = script(DOCUMENT).documented(self.PAGE, results, None)

        self.assertNotIn("old", page)
        self.assertIn("| 64 calls at once | both |", page)
        self.assertIn("\nkept\n", page)
        self.assertIn("<!-- tls -->\nTLS\n<!-- /tls -->", page)        # what was not measured stays

    def test_a_quick_run_is_refused(self):
        with self.assertRaises(SystemExit):
            script(DOCUMENT).documented(self.PAGE, results_of({"call64/both": {**kept(triples=[]), "quick": True}}), None)


if __name__ == "__main__":
    unittest.main()
