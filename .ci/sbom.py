"""Compares a bill of materials (CycloneDX, JSON) with a packages.lock.json: both must have the same packages in the same versions.

    python3 .ci/sbom.py BOM LOCK
"""

import json
import sys


def in_bom(bom):
    return {(component["name"].lower(), component["version"]) for component in bom["components"]}


def in_lock(lock):
    """Of all frameworks and runtimes; projects of the solution are no packages."""
    return {
        (name.lower(), package["resolved"])
        for packages in lock["dependencies"].values()
        for name, package in packages.items()
        if package["type"] != "Project"
    }


def main(bom_file, lock_file):
    with open(bom_file, encoding="utf-8-sig") as file:
        bom = in_bom(json.load(file))
    with open(lock_file, encoding="utf-8-sig") as file:
        lock = in_lock(json.load(file))
    for name, version in sorted(lock - bom):
        print(f"{bom_file} lacks {name} {version}")
    for name, version in sorted(bom - lock):
        print(f"{bom_file} has {name} {version}, which {lock_file} hasn't")
    print(f"{bom_file}: {len(bom)} packages")
    return 0 if bom and bom == lock else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
