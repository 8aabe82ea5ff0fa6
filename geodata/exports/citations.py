"""References as text, BibTeX, RIS and CSL-JSON.

Citation processors drop a date that they cannot read without a word: citeproc-py 0.11 prints no year for
`edtf` and `raw` dates. So a date is written in the form that each format has had for long, as exact as it is
known, and its EDTF text stands beside it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from geodata.dates import When, show_day
from geodata.exports.references import Kind, Reference


@dataclass(frozen=True, slots=True)
class Form:
    """A format of citations: how it is written, the ending of its files, their media type."""

    write: Callable[[Sequence[Reference]], str]
    ending: str
    media_type: str


# -- Text ------------------------------------------------------------------------------------------


def _as_text(references: Sequence[Reference]) -> str:
    return "".join(f"{_line(each)}\n" for each in references)


def _line(reference: Reference) -> str:
    if reference.accessed is None:
        return reference.text
    return f"{reference.text} (accessed {show_day(reference.accessed)})"


# -- BibTeX ----------------------------------------------------------------------------------------

_LATEX = {
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ENTRY = {Kind.NEWS: "article", Kind.REPORT: "techreport"}
_HOUSE = {Kind.NEWS: "journal", Kind.REPORT: "institution"}
"""What the field of the publisher is called; `publisher` elsewhere."""


def _as_bibtex(references: Sequence[Reference]) -> str:
    return "\n".join(map(_bibtex, references))


def _bibtex(reference: Reference) -> str:
    year, month, day = _first_parts(reference.issued)
    plain = {
        # Braces in braces keep an organisation from being cut into names, and a title's capitals.
        "author": f"{{{_latex(reference.author)}}}" if reference.author else "",
        "title": f"{{{_latex(reference.title)}}}",
        _HOUSE.get(reference.kind, "publisher"): _latex(reference.publisher),
        "year": str(year) if year else "",
    }
    lines = [f"  {name} = {{{value}}},\n" for name, value in plain.items() if value]
    if month:
        lines.append(f"  month = {_MONTHS[month - 1]},\n")
    rest = {
        "day": str(day) if day else "",
        "edtf": str(reference.issued) if reference.issued else "",
        "version": _latex(reference.version),
        "url": _bare(reference.url),
        "urldate": reference.accessed.isoformat() if reference.accessed else "",
        "language": reference.language,
        "abstract": _latex(reference.abstract),
        "note": _latex(" ".join(filter(None, (_sentence(reference.version), reference.note)))),
    }
    lines += [f"  {name} = {{{value}}},\n" for name, value in rest.items() if value]
    return f"@{_ENTRY.get(reference.kind, 'misc')}{{{reference.key},\n{''.join(lines)}}}\n"


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}." if text else ""


def _latex(text: str) -> str:
    return "".join(_LATEX.get(sign, sign) for sign in _one_line(text))


def _bare(url: str) -> str:
    """Return an address without the signs that would end or escape a field."""
    return _one_line(url).replace("\\", "%5C").replace("{", "%7B").replace("}", "%7D")


# -- RIS -------------------------------------------------------------------------------------------

_TYPE = {Kind.DATASET: "DATA", Kind.NEWS: "NEWS", Kind.REPORT: "RPRT", Kind.PAGE: "ELEC"}


def _as_ris(references: Sequence[Reference]) -> str:
    return "\r\n".join(map(_ris, references))


def _ris(reference: Reference) -> str:
    year, month, day = (f"{part:02d}" if part else "" for part in _first_parts(reference.issued))
    accessed = f"{reference.accessed:%Y/%m/%d/}" if reference.accessed else ""
    edtf = f"Published {reference.issued} (EDTF)." if reference.issued else ""
    tags = (
        ("TY", _TYPE[reference.kind]),
        ("ID", reference.key),
        ("AU", reference.author),
        ("TI", reference.title),
        ("T2" if reference.kind is Kind.NEWS else "PB", reference.publisher),
        ("PY", year),
        ("DA", f"{year}/{month}/{day}/" if year else ""),
        ("ET", reference.version),
        ("AB", reference.abstract),
        ("UR", _one_line(reference.url)),
        ("Y2", accessed),
        ("LA", reference.language),
        ("N1", " ".join(filter(None, (edtf, reference.note)))),
    )
    lines = [f"{tag}  - {_one_line(value)}\r\n" for tag, value in tags if value]
    return f"{''.join(lines)}ER  - \r\n"


# -- CSL-JSON --------------------------------------------------------------------------------------

_CSL = {
    Kind.DATASET: "dataset",
    Kind.NEWS: "article-newspaper",
    Kind.REPORT: "report",
    Kind.PAGE: "webpage",
}


def as_csl(references: Iterable[Reference]) -> list[dict[str, Any]]:
    """Return references as CSL-JSON has them: dates as `date-parts`, their EDTF text under `custom`."""
    return [_csl(each) for each in references]


def _as_csl_json(references: Sequence[Reference]) -> str:
    return json.dumps(as_csl(references), ensure_ascii=False, indent=1) + "\n"


def _csl(reference: Reference) -> dict[str, Any]:
    held = "container-title" if reference.kind in (Kind.NEWS, Kind.PAGE) else "publisher"
    day = reference.accessed
    item: dict[str, Any] = {
        "id": reference.key,
        "type": _CSL[reference.kind],
        "title": reference.title,
        "author": [{"literal": reference.author}] if reference.author else None,
        held: reference.publisher,
        "issued": _csl_date(reference.issued),
        "accessed": {"date-parts": [[day.year, day.month, day.day]]} if day else None,
        "version": reference.version,
        "URL": reference.url,
        "language": reference.language,
        "abstract": reference.abstract,
        "note": reference.note,
        "custom": {"edtf": {"issued": str(reference.issued)}} if reference.issued else None,
    }
    return {name: value for name, value in item.items() if value}


def _csl_date(when: When | None) -> dict[str, Any] | None:
    """Return a date as exact as it is known: its parts, or those of a first and a last; None if open."""
    if when is None or when.earliest is None or when.last_day is None:
        return None
    parts = [_parts(side) for side in when.text.split("/")]
    known = [list(part) for part in parts if part]
    if not known:  # a season: its days are known, and no processor knows its number
        known = [[day.year, day.month] for day in (when.earliest, when.last_day)]
    return {"date-parts": known} | ({"circa": True} if when.approximate or when.uncertain else {})


# -- Dates and lines -------------------------------------------------------------------------------

_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?[~?%]?")


def _parts(text: str) -> tuple[int, ...]:
    """Return year, month and day of one date, as many as it has; none of them for another form."""
    match = _DATE.fullmatch(text)
    numbers = tuple(int(part) for part in match.groups() if part) if match else ()
    return numbers if len(numbers) < 2 or numbers[1] <= 12 else ()


def _first_parts(when: When | None) -> tuple[int, int, int]:
    """Return year, month and day of a date's first side that has any, each 0 where it is not known."""
    sides = when.text.split("/") if when else []
    numbers = next(filter(None, map(_parts, sides)), ())
    if not numbers and when and when.earliest:
        numbers = (when.earliest.year,)
    year, month, day = (*numbers, 0, 0, 0)[:3]
    return year, month, day


def _one_line(text: str) -> str:
    """Return a text on one line, without control characters: a line more would be another field."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


FORMS: Mapping[str, Form] = MappingProxyType(
    {
        "text": Form(_as_text, "txt", "text/plain"),
        "bibtex": Form(_as_bibtex, "bib", "application/x-bibtex"),
        "ris": Form(_as_ris, "ris", "application/x-research-info-systems"),
        "csl-json": Form(_as_csl_json, "csl.json", "application/vnd.citationstyles.csl+json"),
    }
)
"""The formats of citations by name."""


def write_references(references: Sequence[Reference], form: str) -> str:
    """Return references in one of `FORMS`."""
    return FORMS[form].write(references)
