import unittest

import page
import score


def mutant(status, line=1):
    return {"status": status, "location": {"start": {"line": line, "column": 5}, "end": {"line": line, "column": 7}}, "mutatorName": "Equality mutation", "replacement": "a\n  < b"}


class ScoreTests(unittest.TestCase):
    REPORT = {"files": {"/somewhere/src/RpcHttpProxy.Core/A.cs": {"source": "    a > b;\n" * 7, "mutants": [
        mutant("Killed"), mutant("Timeout"), mutant("Survived", line=7), mutant("NoCoverage"), mutant("Ignored"), mutant("CompileError")]}}}

    def test_what_does_not_compile_or_was_left_out_does_not_count(self):
        self.assertEqual(4, len(score.mutants(self.REPORT)))

    def test_a_time_out_is_found_and_what_no_test_runs_is_not(self):
        self.assertEqual("| A | 4 | 2 | 1 | 1 | 0 | 50.0 % |", score.row("A", score.mutants(self.REPORT)))

    def test_what_was_missed_is_named_by_its_place(self):
        self.assertEqual(("src/RpcHttpProxy.Core/A.cs", 7, "a < b"),
                         tuple(score.missed(score.mutants(self.REPORT))[0][part] for part in ("file", "line", "replacement")))

    def test_places_are_counted_in_characters(self):
        self.assertEqual([6 * 11 + 4, 6 * 11 + 6], score.missed(score.mutants(self.REPORT))[0]["span"])

    def test_a_mutant_that_is_tested_again_has_the_newer_result_and_the_others_keep_theirs(self):
        before = score.mutants(self.REPORT)
        again = [{**mutant, "status": "Killed"} for mutant in before if mutant["line"] == 7]
        elsewhere = {**before[0], "file": "src/B.cs"}
        merged = score.merged({before[0]["file"]: before}, again + [elsewhere])
        self.assertEqual(["Killed", "Timeout", "Killed", "NoCoverage", "Killed"], [mutant["status"] for mutant in merged])

    def test_an_argument_fits_its_mutant_only(self):
        mutant = score.missed(score.mutants(self.REPORT))[0]
        self.assertEqual("b is never less", score.reason(mutant, score.arguments(["# why", "A.cs | a > b | a < | b is never less"])))
        self.assertIsNone(score.reason(mutant, score.arguments(["A.cs | a >= b | a < | b is never less", "AA.cs | a > b | a < | another file"])))

    def test_a_page_keeps_what_is_around_the_marks(self):
        text = "before\n<!-- scores -->\nold\n<!-- end of scores -->\nafter"
        self.assertEqual("before\n<!-- scores -->\nnew\n<!-- end of scores -->\nafter", page.between(text, "scores", "new"))


if __name__ == "__main__":
    unittest.main()
