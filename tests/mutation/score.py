"""Counts what Stryker's report says."""
import re

FOUND = {"Killed", "Timeout"}
MISSED = {"Survived", "NoCoverage"}     # what doesn't compile, or was left out on purpose, doesn't count


def mutants(report):
    """The mutants of a report that count, each with the place where it was put in."""
    return [
        {"file": re.sub(r"^.*?/src/", "src/", path), "line": mutant["location"]["start"]["line"], "mutator": mutant["mutatorName"],
         "replacement": " ".join(mutant.get("replacement", "").split())[:120], "status": mutant["status"]}
        for path, file in report["files"].items() for mutant in file["mutants"] if mutant["status"] in FOUND | MISSED
    ]


def missed(mutants):
    return [mutant for mutant in mutants if mutant["status"] in MISSED]


def percent(mutants):
    return 100 * (len(mutants) - len(missed(mutants))) / len(mutants) if mutants else 100


def row(name, mutants):
    return f"| {name} | {len(mutants)} | {len(mutants) - len(missed(mutants))} | {percent(mutants):.1f} % |"
