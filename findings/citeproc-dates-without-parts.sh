#!/bin/sh
# citeproc-py 0.11.1 (PyPI): a date of CSL-JSON that is given as `edtf` or `raw` is left out without a word.
#
# CSL-JSON 1.0.2 lets a date be `date-parts`, `edtf`, `raw` or `literal`. citeproc-py prints the first and the last.
# Of the other two it prints nothing, raises nothing and warns of nothing: the bibliography has an entry without a
# year, which looks like a document without a date.
#
# Seen on 27 November 2026, Python 3.11:
#   date-parts: T 2024
#   literal: T 2024
#   edtf: T
#   raw: T
#
# Ends with 0 as long as the library behaves so, with 1 once that changes. Needs python3 with venv, and pip's index.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check citeproc-py==0.11.1
cd "$folder"
venv/bin/python - <<'PYTHON'
import importlib.metadata
import io
import sys

from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON

STYLE = """<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="in-text">
<info><title>t</title><id>t</id><updated>2026-01-01T00:00:00Z</updated></info>
<citation><layout><text variable="title"/></layout></citation>
<bibliography><layout><text variable="title"/><date prefix=" " variable="issued" date-parts="year"><date-part name="year"/></date>
</layout></bibliography></style>"""
DATES = {"date-parts": [[2024]], "literal": "2024", "edtf": "2024", "raw": "2024"}
print("citeproc-py", importlib.metadata.version("citeproc-py"), "Python", sys.version.split()[0])
seen = {}
for form, value in DATES.items():
    source = CiteProcJSON([{"id": "x", "type": "book", "title": "T", "issued": {form: value}}])
    style = CitationStylesStyle(io.BytesIO(STYLE.encode()), validate=False)
    bibliography = CitationStylesBibliography(style, source, formatter.plain)
    bibliography.register(Citation([CitationItem("x")]))
    seen[form] = str(bibliography.bibliography()[0]).strip()
    print(f"{form}: {seen[form]}")
same = all(("2024" in text) == (form in ("date-parts", "literal")) for form, text in seen.items())
sys.exit(0 if same else "the library behaves otherwise now")
PYTHON
