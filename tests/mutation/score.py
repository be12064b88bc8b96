"""Counts what Stryker's report says."""
import re

KILLED = {"Killed", "Timeout"}
MISSED = {"Survived", "NoCoverage"}     # what doesn't compile, or was left out on purpose, doesn't count


def mutants(report):
    """The mutants of a report that count, each with the place where it was put in."""
    return [
        {"file": re.sub(r"^.*?/src/", "src/", path), "line": mutant["location"]["start"]["line"], "span": span(file["source"], mutant["location"]),
         "code": file["source"].splitlines()[mutant["location"]["start"]["line"] - 1].strip(), "mutator": mutant["mutatorName"],
         "replacement": " ".join(mutant.get("replacement", "").split())[:120], "status": mutant["status"]}
        for path, file in report["files"].items() for mutant in file["mutants"] if mutant["status"] in KILLED | MISSED
    ]


def span(source, location):
    """A place as numbers of characters from the beginning of the file: Stryker's patterns want it so, and its report counts lines and columns from 1."""
    begins = [0]
    for line in source.splitlines(keepends=True):
        begins.append(begins[-1] + len(line))
    return [begins[location[end]["line"] - 1] + location[end]["column"] - 1 for end in ("start", "end")]


def same(mutant):
    return mutant["file"], tuple(mutant["span"]), mutant["mutator"], mutant["replacement"]


def merged(kept, tested):
    """The mutants kept of each unchanged file, with what was found about those that were tested again, and all mutants of the other files."""
    status = {same(mutant): mutant["status"] for mutant in tested}
    return [{**mutant, "status": status.get(same(mutant), mutant["status"])} for mutants in kept.values() for mutant in mutants] \
        + [mutant for mutant in tested if mutant["file"] not in kept]


def missed(mutants):
    return [mutant for mutant in mutants if mutant["status"] in MISSED]


def percent(mutants):
    return 100 * (len(mutants) - len(missed(mutants))) / len(mutants) if mutants else 100


def row(name, mutants, arguments=()):
    def count(*statuses):
        return sum(mutant["status"] in statuses for mutant in mutants)

    argued = sum(reason(mutant, arguments) is not None for mutant in missed(mutants))
    return f"| {name} | {len(mutants)} | {count(*KILLED)} | {count('Survived')} | {count('NoCoverage')} | {argued} | {percent(mutants):.1f} % |"


def arguments(lines):
    """What `argued.txt` says: FILE | CODE | REPLACEMENT | REASON; each is the beginning of what it stands for, the file its end, and may be empty."""
    return [tuple(part.strip() for part in line.split(" | ")) for line in lines if line.strip() and not line.startswith("#")]


def reason(mutant, arguments):
    """Why it's right that no test finds the mutant; None if nobody said."""
    return next((why for file, code, replacement, why in arguments
                 if mutant["file"].endswith("/" + file) and mutant["code"].startswith(code) and mutant["replacement"].startswith(replacement)), None)
