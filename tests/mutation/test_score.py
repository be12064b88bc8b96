import unittest

import score


def mutant(status, line=1):
    return {"status": status, "location": {"start": {"line": line}}, "mutatorName": "Equality mutation", "replacement": "a\n  < b"}


class ScoreTests(unittest.TestCase):
    REPORT = {"files": {"/somewhere/src/RpcHttpProxy.Core/A.cs": {"mutants": [
        mutant("Killed"), mutant("Timeout"), mutant("Survived", line=7), mutant("NoCoverage"), mutant("Ignored"), mutant("CompileError")]}}}

    def test_what_does_not_compile_or_was_left_out_does_not_count(self):
        self.assertEqual(4, len(score.mutants(self.REPORT)))

    def test_a_time_out_is_found_and_what_no_test_runs_is_not(self):
        self.assertEqual("| A | 4 | 2 | 50.0 % |", score.row("A", score.mutants(self.REPORT)))

    def test_what_was_missed_is_named_by_its_place(self):
        self.assertEqual(("src/RpcHttpProxy.Core/A.cs", 7, "a < b"),
                         tuple(score.missed(score.mutants(self.REPORT))[0][part] for part in ("file", "line", "replacement")))


if __name__ == "__main__":
    unittest.main()
