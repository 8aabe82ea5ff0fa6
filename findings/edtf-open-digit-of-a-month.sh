#!/bin/sh
# edtf 5.0.2 (PyPI): a month with one open digit ends with AttributeError, not with the library's own error.
#
# Level 2 of EDTF (ISO 8601-2:2019) lets an X stand for any digit of a date; its own example is 1984-1X, "October,
# November or December 1984". The library reads the other examples of that list (156X-12-25, 1XXX-12). For this one it
# prints a line to standard output and raises AttributeError, while text that is no date at all raises
# EDTFParseException: code that catches only the latter fails on a date that is valid, and a program that writes
# data to standard output has a foreign line in it.
#
# Seen on 27 November 2026, Python 3.11:
#   156X-12-25: PartialUnspecified
#   1XXX-12: PartialUnspecified
#   no date: EDTFParseException
#   1984-1X: AttributeError: 'dict' object has no attribute 'startswith'; printed: trying to PartialUnspecified...
#
# Ends with 0 as long as the library behaves so, with 1 once that changes. Needs python3 with venv, and pip's index.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check edtf==5.0.2
cd "$folder"
venv/bin/python - <<'PYTHON'
import contextlib
import importlib.metadata
import io
import sys

from edtf import parse_edtf

print("edtf", importlib.metadata.version("edtf"), "Python", sys.version.split()[0])
seen = {}
for text in ("156X-12-25", "1XXX-12", "no date", "1984-1X"):
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            what = type(parse_edtf(text)).__name__
    except Exception as error:
        what = f"{type(error).__name__}: {error}".splitlines()[0]
    seen[text] = what, printed.getvalue()
    print(f"{text}: {what}; printed: {printed.getvalue().strip() or 'nothing'}")
same = (
    seen["156X-12-25"][0] == seen["1XXX-12"][0] == "PartialUnspecified"
    and seen["no date"][0].startswith("EDTFParseException")
    and seen["1984-1X"][0].startswith("AttributeError")
    and seen["1984-1X"][1] != ""
)
sys.exit(0 if same else "the library behaves otherwise now")
PYTHON
