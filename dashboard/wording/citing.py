"""What is said beside a citation."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.wording.language import Message, later

CITE = later("Cite")
HELP = later("How to cite this answer and its documents: text, BibTeX, RIS, CSL-JSON")
REMARK = later(
    "The first entry is this answer, with its day, its rule, what was known, the release and the hash; the "
    "others are the documents that it rests on. The day of access is today."
)
FORMAT, COPY, COPIED, DOWNLOAD = later("Format"), later("Copy"), later("Copied"), later("Download")
FORMS: Mapping[str, Message] = {
    "text": later("Text"),
    "bibtex": later("BibTeX"),
    "ris": later("RIS"),
    "csl-json": later("CSL-JSON"),
}
