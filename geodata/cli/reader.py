"""The command `import`: what a file of the reader's own hides, before anything of it is drawn."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geodata.catalog import open_catalog
from geodata.cli.printing import print_json
from geodata.cli.tables import table
from geodata.dates import show_day
from geodata.errors import BrokenBundle, LedgerError, how_many
from geodata.exports.files import write

if TYPE_CHECKING:
    from geodata.imports.layer import Layer

DRAWN, NOTHING, ASKED = 0, 1, 2
"""Exit codes: it can be drawn; nothing of it can; it was refused, or a question is open."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the file, what is known of it, and what is written."""
    parser.add_argument("file", type=Path, metavar="FILE", help="the file to look into; it is never changed")
    parser.add_argument("--report", action="store_true", help="every finding with advice, not one line")
    parser.add_argument(
        "--set",
        dest="said",
        nargs="+",
        action="extend",
        default=[],
        metavar="NAME=VALUE",
        help="what the file does not say, such as crs=EPSG:32647 or day_first=true",
    )
    parser.add_argument("--actors", type=Path, metavar="FILE.csv", help="names of actors and our ids")
    parser.add_argument("--rejects", metavar="FILE.csv", help="write the rows that are not drawn there")


def run_import(options: argparse.Namespace) -> int:
    """Print what is to be said of a file before it is drawn.

    With `--json` a refusal is an object too, with the sentence that goes to the error output.

    Returns:
        0 where it can be drawn, 1 where nothing of it can, 2 where a question is open.

    Raises:
        LedgerError: If the file cannot be read or taken, or an answer is none.
    """
    try:
        return _looked_into(options)
    except BrokenBundle:
        raise
    except LedgerError as error:
        if options.json:
            print_json({"name": _shown(options.file), "refused": str(error)})
        raise


def _shown(file: Path) -> str:
    from geodata.imports.layer import cleaned

    return cleaned(file.name)


def _looked_into(options: argparse.Namespace) -> int:
    from geodata.imports import understand  # pandas and more, only for who asks
    from geodata.imports.known import read_actors
    from geodata.imports.layer import Answers, Refused

    answers = Answers()
    for text in options.said:
        name, sign, value = text.partition("=")
        if not sign:
            raise Refused(f"--set {text} has no value: write NAME=VALUE, such as crs=EPSG:32647.")
        answers = understand.with_answer(answers, name, value)
    catalog = open_catalog(options.bundle, release=options.release)
    actors = read_actors(_bytes(options.actors), catalog) if options.actors else {}
    layer = understand.read(_bytes(options.file), options.file.name, catalog, answers, actors=actors)
    if options.rejects:
        write(options.rejects, understand.rejects_csv(layer))
    if options.json:
        print_json(record(layer))
    else:
        _show(layer, options)
    if layer.questions:
        return ASKED
    return DRAWN if len(layer.rows) else NOTHING


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise LedgerError(f"{path} cannot be read: {error.strerror or error}.") from error


def record(layer: Layer) -> dict[str, Any]:
    """Return what is told of a layer as plain values, for JSON; the rows are in the file of rejects."""
    rules: dict[str, int] = {}
    for each in layer.set_aside:
        rules[each.rule] = rules.get(each.rule, 0) + 1
    return {
        "name": layer.name,
        "hash": layer.hash,
        "format": layer.format,
        "shape": layer.shape or None,
        "total": layer.total,
        "drawn": len(layer.rows),
        "set_aside": len(layer.set_aside),
        "set_aside_by_rule": rules,
        "precise": int(layer.precise.sum()),
        "shareable": layer.shareable,
        "facts": dict(layer.facts),
        "findings": [
            {
                "rule": each.rule,
                "level": str(each.level),
                "count": each.count,
                "sentence": each.sentence,
                "advice": each.advice,
                "examples": list(each.examples),
            }
            for each in layer.findings
        ],
        "questions": [
            {"name": each.name, "sentence": each.sentence, "options": list(each.options)}
            for each in layer.questions
        ],
    }


def _show(layer: Layer, options: argparse.Namespace) -> None:
    kind = f" ({layer.facts['kind']})" if "kind" in layer.facts else ""
    counts = f"{how_many(layer.total, 'row')}: {len(layer.rows)} drawn, {len(layer.set_aside)} set aside"
    print(f"{layer.name}: {layer.format}{kind}, {counts}.")
    days = [day for day in (*layer.first, *layer.last) if day]
    if days:
        print(f"Days from {show_day(min(days))} to {show_day(max(days))}.")
    if options.report:
        for name, text in layer.facts.items():
            if name.startswith("column_"):
                print(f"  {name.removeprefix('column_')}: column {text!r}")
        if "attribution" in layer.facts:
            print(f"  to be named: {layer.facts['attribution']}")
        if layer.findings:
            print()
            print(table(("level", "rule", "count"), [(f.level, f.rule, f.count) for f in layer.findings]))
        for each in layer.findings:
            print(f"\n{each.level} {each.rule}: {each.sentence}")
            for example in each.examples:
                print(f"    {example}")
            if each.advice:
                print(f"  {each.advice}")
    for question in layer.questions:
        print(f"\n{question.sentence}")
        for option in question.options:
            print(f"  --set {question.name}={option}")
    if options.rejects:
        print(f"\nThe rows that are set aside are in {options.rejects}.")
