#!/bin/sh
# matplotlib 3.11.2 (PyPI): in a PDF with TrueType fonts the first character beyond the first 256 gets the number 0.
#
# With pdf.fonttype 42 the characters up to U+00FF keep their own number. Every other one, such as the dash of
# "2023–2024", goes into a second font, whose numbers start with 0, the one that PDF keeps for the sign of a missing
# character (ISO 32000-1, 9.7.4.2). The picture is right, since a table leads 0 to the glyph of the dash; but PDF/UA-1
# forbids that number in text (ISO 14289-1, 7.21.8), so no such document can pass a validator of accessible PDFs.
# An embedded CMap as the font's encoding, which leads each code to the next number, mends it without touching the page.
#
# Seen on 27 November 2026, Python 3.11, pikepdf 10.10.0, page-validation 0.11.0:
#   text shown with number 0: <2013>, glyph 4 of the font that is embedded (0 would be the missing sign)
#   validator: the document references the .notdef glyph: True
#   the same text with a hyphen in place of the dash: False
#
# Ends with 0 as long as the library behaves so, with 1 once that changes. Needs python3 with venv, and pip's index.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check matplotlib==3.11.2 pikepdf==10.10.0 page-validation==0.11.0
cd "$folder"
venv/bin/python - <<'PYTHON'
import importlib.metadata
import io
import re
import sys

import matplotlib
import page
import pikepdf
from matplotlib.figure import Figure

for name in ("matplotlib", "pikepdf", "page-validation"):
    print(name, importlib.metadata.version(name))
matplotlib.rcParams["pdf.fonttype"] = 42


def drawn(text):
    figure, out = Figure(figsize=(3, 1)), io.BytesIO()
    figure.text(0.1, 0.5, text)
    figure.savefig(out, format="pdf")
    return out.getvalue()


def missing(document):
    report = page.validate_pdf_bytes(document, profile=page.ValidationProfile.PDF_UA_1)
    return any("NOTDEF" in str(failure) for failure in report.failures)


dash, hyphen = drawn("2023–2024"), drawn("2023-2024")
with pikepdf.open(io.BytesIO(dash)) as opened:
    fonts = [font for font in opened.objects if isinstance(font, pikepdf.Dictionary) and "/ToUnicode" in font]
    found = {}
    for font in fonts:
        zero = re.search(rb"<0000> <0000> \[(<\w+>)\]", font.ToUnicode.read_bytes())
        if zero:
            glyphs = font.DescendantFonts[0].CIDToGIDMap.read_bytes()
            found[zero[1].decode()] = int.from_bytes(glyphs[:2], "big")
print("text shown with number 0, and its glyph:", found)
print("references .notdef:", missing(dash), "with a hyphen:", missing(hyphen))
same = set(found) == {"<2013>"} and all(found.values()) and missing(dash) and not missing(hyphen)
sys.exit(0 if same else "the library behaves otherwise now")
PYTHON
