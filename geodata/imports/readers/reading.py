"""A foreign file into a table: its format from its first bytes, and the reader of that format."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath

from geodata.imports.layer import LIMITS, Answers, Limits, Refused, Table, cleaned
from geodata.imports.readers import apart, formats
from geodata.imports.readers.archives import Archive
from geodata.imports.words import asked, found, refused

HERE = 2**20
"""GeoJSON of up to so many bytes is read in this process; more of it would hold up all other sessions."""


def read_table(data: bytes, name: str, answers: Answers = Answers(), limits: Limits = LIMITS) -> Table:  # noqa: B008 - frozen
    """Return what is in a file, before anything of it is understood.

    Args:
        data: Its bytes.
        name: Its name, never used as a path: it is cleaned and shown.
        answers: What the reader decided about it.
        limits: What is too much.

    Raises:
        Refused: It cannot be taken; the text says why and what to do.
    """
    name = cleaned(PurePosixPath(name.replace("\\", "/")).name, 80) or "The file"
    if len(data) > limits.bytes:
        size = f"{len(data) / 2**20:.0f}"
        raise refused("too_large", name=name, size=size, limit=limits.bytes // 2**20)
    what = formats.seen(data, name, limits)
    if what.format == "zip":
        return _member(data, name, what.members, answers, limits)
    table = _read(what.format, data, name, answers, limits)
    if not what.others:
        return table
    told = found("left_in_archive", len(what.others), "file", "files", names=", ".join(what.others))
    return replace(table, findings=(*table.findings, told))


def _read(format_: str, data: bytes, name: str, answers: Answers, limits: Limits) -> Table:
    if format_ == "csv":
        return _csv(data, name, answers, limits)
    if format_ == "geojson" and len(data) <= HERE:
        from geodata.imports.readers import geojson

        return geojson.read(data, name, answers, limits)
    return apart.read(format_, data, name, answers, limits)


def _csv(data: bytes, name: str, answers: Answers, limits: Limits) -> Table:
    """Return the table of a CSV. Text that is named as something else must at least have several columns."""
    from geodata.imports.readers import delimited

    named = formats.named_as(name)
    if named in ("", "csv"):
        return delimited.read(data, name, answers, limits)
    other = refused("not_as_named", name=name, named=formats.NAMES[named], seen="lines of text")
    try:
        table = delimited.read(data, name, answers, limits)
    except Refused as error:
        raise other from error
    if len(table.columns) == 1:
        raise other
    return table


def _member(data: bytes, name: str, members: tuple[str, ...], answers: Answers, limits: Limits) -> Table:
    """Return the table of a file in a zip; of several, ask which."""
    chosen = answers.layer if answers.layer in members else members[0]
    within = answers if len(members) == 1 else replace(answers, layer="")
    if len(members) > 1 and answers.layer and answers.layer not in members:
        raise refused("no_such_layer", name=name, layer=answers.layer, layers=", ".join(members))
    inner = Archive(
        data, name, replace(limits, inflated_bytes=min(limits.bytes, limits.inflated_bytes))
    ).read(chosen)
    what = formats.seen(inner, chosen, limits)
    if what.format in ("zip", "shapefile", "kmz"):
        raise refused("zip_in_zip", name=name, entry=chosen)
    try:
        table = _read(what.format, inner, cleaned(PurePosixPath(chosen).name, 80), within, limits)
    except Refused as error:
        if formats.named_as(name) != "kmz":
            raise
        raise refused("not_as_named", name=name, named="KMZ", seen=", ".join(members)) from error
    if len(members) == 1:
        return table
    question = asked(answers, "layer", members)
    return replace(table, layers=members, layer=chosen, questions=(*question, *table.questions))
