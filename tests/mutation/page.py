"""Writes what the mutants came to into the page, between its marks."""
import re

import score

HEAD = "| code | mutants | killed | survived | no test runs it | of these argued | score |\n|---|---|---|---|---|---|---|"


def write(path, rows, missed, arguments):
    with open(path) as file:
        text = file.read()
    text = between(text, "scores", "\n".join([HEAD, *rows]))
    text = between(text, "argued", "\n".join(argued(missed, arguments)))
    with open(path, "w") as file:
        file.write(text)


def between(text, name, content):
    """The text with the content between the marks of that name."""
    pattern = rf"(<!-- {name} -->\n).*?(<!-- end of {name} -->)"
    assert re.search(pattern, text, re.DOTALL), f"no marks {name}"
    return re.sub(pattern, lambda marks: f"{marks[1]}{content}\n{marks[2]}", text, flags=re.DOTALL)


def argued(missed, arguments):
    """A row for each argument that a missed mutant needs."""
    counted = {}
    for mutant in missed:
        if why := score.reason(mutant, arguments):
            counted.setdefault((mutant["file"].rsplit("/", 1)[1], why), []).append(mutant)
    rows = [f"| `{file}` | {len(mutants)} | {why} |" for (file, why), mutants in sorted(counted.items())]
    return ["| file | mutants | why no test kills them |\n|---|---|---|", *rows]
