#!/usr/bin/python3
"""Writes normalization.txt beside it: what Normalization Form C needs of the Unicode Character Database (UAX #15), Hangul aside, which is computed."""
import pathlib
import unicodedata

lines = [f"# Unicode {unicodedata.unidata_version}, made by normalization.py. '!': not composed again. '@': combining class."]
for code in range(0x110000):
    decomposition = unicodedata.decomposition(chr(code))
    if decomposition and not decomposition.startswith("<"):
        excluded = "!" if unicodedata.normalize("NFC", chr(code)) != chr(code) else ""
        lines.append(f"{excluded}{code:X} {decomposition}")
    if unicodedata.combining(chr(code)):
        lines.append(f"@{code:X} {unicodedata.combining(chr(code)):X}")
pathlib.Path(__file__).with_suffix(".txt").write_text("\n".join(lines) + "\n")
