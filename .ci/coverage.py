#!/usr/bin/env python3
"""Prints line and branch coverage by assembly, from the Cobertura files that coverlet wrote below a folder, as a Markdown table.

    dotnet test --filter Category!=Slow --collect "XPlat Code Coverage" --settings tests/coverage.runsettings --results-directory coverage
    python3 .ci/coverage.py coverage

Several test projects cover the same assembly: a line is covered if any of them ran it. For a line's branches the best of them counts, so that the figure is a floor.
"""
import glob
import os
import re
import sys
import xml.etree.ElementTree as ElementTree


def read(folder):
    """{assembly: {(file, line): (hits, covered branches, branches)}}"""
    lines = {}
    for path in glob.glob(os.path.join(folder, "**", "coverage.cobertura.xml"), recursive=True):
        for package in ElementTree.parse(path).getroot().iter("package"):
            for type_ in package.iter("class"):
                for line in type_.iterfind("lines/line"):
                    branches = re.search(r"\((\d+)/(\d+)\)", line.get("condition-coverage", ""))
                    covered, all_ = map(int, branches.groups()) if branches else (0, 0)
                    assembly = lines.setdefault(package.get("name"), {})
                    key = type_.get("filename"), line.get("number")
                    before = assembly.get(key, (0, 0, 0))
                    assembly[key] = before[0] + int(line.get("hits")), max(before[1], covered), max(before[2], all_)
    return lines


def row(name, lines):
    hit = sum(1 for hits, _, _ in lines if hits)
    covered, branches = sum(line[1] for line in lines), sum(line[2] for line in lines)
    percent = lambda part, whole: f"{100 * part / whole:.1f} %" if whole else "-"
    return f"| {name} | {len(lines)} | {percent(hit, len(lines))} | {percent(covered, branches)} |"


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    assemblies = read(sys.argv[1])
    if not assemblies:
        sys.exit(f"no coverage.cobertura.xml below {sys.argv[1]}")
    print("| assembly | lines | covered | branches |")
    print("| --- | --- | --- | --- |")
    for name in sorted(assemblies):
        print(row(name, list(assemblies[name].values())))
    print(row("**all**", [line for lines in assemblies.values() for line in lines.values()]))


if __name__ == "__main__":
    main()
