"""Tables as text: CSV with any separator and encoding, both settled before a library cuts the cells."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from geodata.errors import how_many
from geodata.imports.celltexts import Cells
from geodata.imports.layer import Answers, Finding, Limits, Question, Refused, SetAside, Table, cleaned
from geodata.imports.readers.headers import Header, header
from geodata.imports.words import ROWS, asked, found, refused

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
"""What may stand between cells, and how it is called."""

ENCODINGS = ("utf-8", "windows-1252", "gb18030", "big5", "cp874", "utf-16")
"""Encodings that the reader may choose: Western, Chinese of both kinds, Thai, and those of Unicode."""

Numbers = npt.NDArray[np.int64]
"""Numbers of rows, from 1."""

_HEAD = 2**17
_FIRST = 60
_BLOCK = 2**22
_FITS = 0.9


def read(data: bytes, name: str, answers: Answers, limits: Limits) -> Table:
    """Return the table of a CSV, every cell as the text that it is.

    Raises:
        Refused: It has no rows, too many, or cannot be cut into cells.
    """
    text = _as_text(data, name, answers)
    head = _first_rows(text)
    separator, choice = _separator(head, answers)
    rows = _cut(head, separator)
    if not rows:
        raise refused("no_rows", name=name)
    top = header(rows)
    if len(top.names) > limits.columns:
        raise refused("too_many_columns", name=name, count=len(top.names), limit=limits.columns)
    columns, ragged = _cells(text, name, separator, top, limits)
    count = len(next(iter(columns.values())))
    numbers = np.arange(1, count + len(ragged) + 1, dtype=np.int64)
    aside = dict(ragged)
    if len(aside):
        numbers = numbers[~np.isin(numbers, np.fromiter(aside, dtype=np.int64))]
    if not count:
        if ragged:
            called = SEPARATORS.get(separator, repr(separator))
            raise refused("no_row_fits", name=name, count=len(top.names), separator=called)
        raise refused("no_rows", name=name)
    if text.has_nul():
        columns, numbers = _without_nul(columns, numbers, aside)
    told = list(text.findings)
    if separator != "," and len(top.names) > 1:
        told.append(found("separator", 1, separator=SEPARATORS.get(separator, repr(separator))))
    return Table(
        "csv",
        columns,
        numbers,
        findings=(*told, *top.findings),
        set_aside=tuple(aside[row] for row in sorted(aside)),
        questions=(*text.questions, *choice),
    )


# -- Encoding --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Text:
    """A text in an encoding that fits all of it."""

    data: bytes
    encoding: str = "utf-8"
    findings: tuple[Finding, ...] = ()
    questions: tuple[Question, ...] = ()

    def pieces(self) -> Iterator[str]:
        """Yield the text in pieces, without a mark at its beginning."""
        first = True
        for piece in _pieces(self.data, self.encoding):
            yield piece.removeprefix("\ufeff") if first else piece
            first = first and not piece

    def opened(self) -> IO[bytes]:
        """Return it as a file in UTF-8; it is not copied whole."""
        if self.encoding == "utf-8" and not self.data.startswith(codecs.BOM_UTF8):
            return io.BytesIO(self.data)
        return io.BufferedReader(_Recoded(self.pieces()), _BLOCK)

    def has_nul(self) -> bool:
        """Tell whether the character NUL is in it."""
        return b"\x00" in self.data and any("\x00" in piece for piece in self.pieces())


class _Recoded(io.RawIOBase):
    """Pieces of text as a file in UTF-8."""

    def __init__(self, pieces: Iterator[str]) -> None:
        self._pieces = pieces
        self._left = memoryview(b"")

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer; return by how many bytes, 0 at the end."""
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._left = memoryview(piece.encode("utf-8", "replace"))
        count = min(len(buffer), len(self._left))
        buffer[:count] = self._left[:count]
        self._left = self._left[count:]
        return count


def _as_text(data: bytes, name: str, answers: Answers) -> _Text:
    """Return the text with its encoding: the reader's, that of its first bytes, UTF-8, or the likeliest."""
    if answers.encoding:
        return _Text(data, _codec(data, answers.encoding, name))
    for mark, encoding in ((codecs.BOM_UTF8, "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            told = (found("encoding", 1, encoding="UTF-16"),) if encoding == "utf-16" else ()
            return _Text(data, _codec(data, encoding, name), told)
    pair = data[:4096]
    for encoding, zeros in (("utf-16-le", pair[1::2]), ("utf-16-be", pair[0::2])):
        if b"\x00" in pair and zeros.count(0) > 0.4 * len(pair) / 2:
            return _Text(data, _codec(data, encoding, name), (found("encoding", 1, encoding="UTF-16"),))
    fault = _fault(data)
    if fault is None:
        return _Text(data)
    likely = likely_encodings(data)
    question = asked(answers, "encoding", likely)
    for encoding in likely:
        try:
            codec = _codec(data, encoding, name)
        except Refused:
            continue  # it fits the beginning only
        return _Text(data, codec, (found("encoding", 1, encoding=encoding),), question)
    raise refused("no_text", name=name, encoding="UTF-8", at=fault)


def _fault(data: bytes, encoding: str = "utf-8") -> int | None:
    """Return the first byte that is not in an encoding, in pieces: large files are not copied whole."""
    try:
        for _ in _pieces(data, encoding):
            pass
    except UnicodeDecodeError as error:
        return error.start
    return None


def _pieces(data: bytes, encoding: str) -> Iterator[str]:
    """Yield a text in pieces; an error says where in the whole text it is."""
    decoder = codecs.getincrementaldecoder(encoding)()
    for start in range(0, len(data) + 1, _BLOCK):
        try:
            yield decoder.decode(data[start : start + _BLOCK], final=start + _BLOCK > len(data))
        except UnicodeDecodeError as error:
            error.start += start
            raise


def _codec(data: bytes, encoding: str, name: str) -> str:
    """Return Python's name of an encoding, which fits the whole text.

    Raises:
        Refused: Python does not know the encoding, or the text is not in it.
    """
    try:
        codec = codecs.lookup(encoding)
        if not codec._is_text_encoding:
            raise LookupError
    except LookupError as error:
        raise refused("unknown_encoding", encoding=encoding) from error
    at = _fault(data, codec.name)
    if at is not None:
        called = "UTF-8" if codec.name == "utf-8" else encoding
        raise refused("no_text", name=name, encoding=called, at=at)
    return codec.name


def likely_encodings(data: bytes) -> tuple[str, ...]:
    """Return encodings in which a text may be that is not UTF-8, the likeliest first."""
    from charset_normalizer import from_bytes

    sample = data[:_HEAD]
    matches = from_bytes(sample, cp_isolation=[*ENCODINGS[1:-1], "latin_1"])
    usual = {codecs.lookup(encoding).name: encoding for encoding in ENCODINGS}
    fitting = [usual.get(codecs.lookup(match.encoding).name, match.encoding) for match in matches]
    fitting = [encoding.replace("_", "-") for encoding in fitting]
    known = dict.fromkeys([*fitting, *ENCODINGS[1:-1], "latin-1"])
    return tuple(encoding for encoding in known if _fits(sample, encoding))


def _fits(sample: bytes, encoding: str) -> bool:
    """Return whether the beginning of a text, which may end within a character, is in that encoding."""
    try:
        codecs.getincrementaldecoder(encoding)().decode(sample)
    except UnicodeDecodeError:
        return False
    return True


# -- Separator -------------------------------------------------------------------------------------


def _first_rows(text: _Text) -> str:
    """Return the beginning of a text, up to the end of a line."""
    with text.opened() as file:
        head = file.read(_HEAD)
        if file.read(1):
            head = head[: max(head.rfind(b"\n"), head.rfind(b"\r")) + 1] or head
    return head.decode("utf-8", "ignore").replace("\x00", "")


def _cut(head: str, separator: str) -> list[list[str]]:
    """Return the first rows, empty ones left out as the reader of the whole file does."""
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(head, newline=""), delimiter=separator)
    try:
        for row in reader:
            if row:
                rows.append(row)
            if len(rows) == _FIRST:
                break
    except csv.Error:
        pass  # a cell longer than the library takes: the rows before it must do
    return rows


def _separator(head: str, answers: Answers) -> tuple[str, tuple[Question, ...]]:
    if answers.separator:
        return {"\\t": "\t", "tab": "\t"}.get(answers.separator, answers.separator[:1]), ()
    share = {separator: _fit(_cut(head, separator)) for separator in SEPARATORS}
    fitting = [separator for separator, fit in share.items() if fit >= _FITS]
    # A sign that leaves the header in one piece, so that it would be a title, is not the one that cut it.
    above = {separator: header(_cut(head, separator)).above for separator in fitting}
    fitting = [separator for separator in fitting if above[separator] == min(above.values())]
    if len(fitting) == 1:
        return fitting[0], ()
    if fitting:
        # Between several that fit, the one that makes most columns stands first, and the reader says.
        widest = sorted(fitting, key=lambda separator: -len(_cut(head, separator)[0]))
        return widest[0], asked(answers, "separator", widest)
    rows = _cut(head, ",")
    if rows and len(rows[0]) == 1 and len(rows) > 1 and _single(rows[0][0], rows[1]):
        # One column with commas in its cells, such as a point: cut at a sign that does not occur.
        return next((separator for separator in "\t|;" if separator not in head), ","), ()
    best = max(share, key=lambda separator: share[separator])
    return (best if share[best] > 0 else ","), ()


def _fit(rows: Sequence[Sequence[str]]) -> float:
    """Return which share of the rows has as many cells as the header, 0 where that has one cell only."""
    if not rows:
        return 0.0
    top = header(rows)
    width = len(top.names)
    if width < 2:
        return 0.0
    below = rows[top.above :]
    return sum(len(row) == width for row in below) / len(below)


def _single(name: str, row: Sequence[str]) -> bool:
    """Return whether a row that was cut in several cells may be one cell below one name."""
    return bool(name.strip()) and any(any(sign.isdigit() for sign in cell) for cell in row)


# -- Cells -----------------------------------------------------------------------------------------


def _cells(
    text: _Text, name: str, separator: str, top: Header, limits: Limits
) -> tuple[dict[str, Cells], dict[int, SetAside]]:
    """Return all cells as text, and by their number the rows that have more or fewer than the header.

    The library's own cells are let go block by block, and equal texts of a column are one object.
    """
    width = len(top.names)
    labels = [str(place) for place in range(width)]
    before = top.above + top.present
    ragged: dict[int, SetAside] = {}

    def set_aside(row: pa.csv.InvalidRow) -> str:
        number = (row.number or 0) - before
        if number > 0:
            ragged[number] = _ragged(row, number, separator, top)
        if len(ragged) > limits.rows:
            return "error"
        return "skip"

    try:
        with pa.csv.open_csv(
            text.opened(),
            read_options=pa.csv.ReadOptions(use_threads=False, block_size=_BLOCK, column_names=labels),
            parse_options=pa.csv.ParseOptions(
                delimiter=separator, newlines_in_values=True, invalid_row_handler=set_aside
            ),
            convert_options=pa.csv.ConvertOptions(
                strings_can_be_null=False, column_types=dict.fromkeys(labels, pa.large_string())
            ),
        ) as reader:
            parts: list[list[Cells]] = [[] for _ in labels]
            known: list[dict[str, str]] = [{} for _ in labels]
            count = 0
            for batch in reader:
                count += batch.num_rows
                if count > limits.rows + before:
                    raise refused("too_many_rows", name=name, limit=limits.rows)
                for part, same, values in zip(parts, known, batch.columns, strict=True):
                    part.append(_texts(values, same))
    except pa.ArrowInvalid as error:
        if len(ragged) > limits.rows:
            raise refused("too_many_rows", name=name, limit=limits.rows) from error
        if "Empty CSV" in str(error):
            raise refused("no_rows", name=name) from error
        raise refused("bad_csv", name=name, fault=str(error).partition("(")[0].strip()) from error
    # Titles have one cell, so they were skipped as ragged; the header was kept as a row of data.
    first = _kept(text, separator, top)
    return {name: np.concatenate(part)[first:] for name, part in zip(top.names, parts, strict=True)}, ragged


def _texts(values: pa.Array, known: dict[str, str]) -> Cells:
    """Return a block of a column as texts; those that are `known` are the same objects."""
    coded = pc.dictionary_encode(values)
    texts = [known.setdefault(text, text) for text in coded.dictionary.to_pylist()]
    found: Cells = np.empty(len(texts), dtype=object)
    found[:] = texts
    made: Cells = found[coded.indices.to_numpy()]
    return made


def _kept(text: _Text, separator: str, top: Header) -> int:
    """Return how many of the rows up to the header the library kept as rows of data."""
    rows = _cut(_first_rows(text), separator)[: top.above + top.present]
    return sum(len(row) == len(top.names) for row in rows)


def _ragged(row: pa.csv.InvalidRow, number: int, separator: str, top: Header) -> SetAside:
    cells = next(csv.reader(io.StringIO(row.text[:10_000], newline=""), delimiter=separator), [])
    names = [*top.names, *(f"cell {place}" for place in range(len(top.names) + 1, len(cells) + 1))]
    counts = {"cells": how_many(row.actual_columns, "cell"), "header": how_many(row.expected_columns, "cell")}
    reason = ROWS["cells"].format(**counts)
    return SetAside(number, "cells", reason, dict(zip(names, map(cleaned, cells), strict=False)))


def _without_nul(
    columns: dict[str, Cells], numbers: Numbers, aside: dict[int, SetAside]
) -> tuple[dict[str, Cells], Numbers]:
    """Set the rows aside that hold a NUL character."""
    damaged = np.zeros(len(numbers), dtype=bool)
    for cells in columns.values():
        damaged |= np.array(["\x00" in cell for cell in cells], dtype=bool)
    for place in map(int, np.flatnonzero(damaged)):
        number = int(numbers[place])
        values = {name: cleaned(cells[place]) for name, cells in columns.items()}
        aside[number] = SetAside(number, "control_characters", ROWS["control_characters"], values)
    return {name: cells[~damaged] for name, cells in columns.items()}, numbers[~damaged]
