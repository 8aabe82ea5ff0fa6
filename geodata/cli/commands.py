"""The commands of the command line: each asks the domain and prints a table or one JSON object."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from geodata.analysis.evidence import disputes, newest_report
from geodata.analysis.log import log
from geodata.analysis.mines import mines_on
from geodata.analysis.timeline import changes_between, intervals
from geodata.analysis.window import By, Record, Window
from geodata.bundle import manifest
from geodata.bundle.reading import check_releases, read_bundle
from geodata.catalog import Catalog, from_bundle
from geodata.cli.arguments import (
    open_ledger,
    read_evidence,
    read_place_ids,
    read_places,
    read_window,
    read_word,
)
from geodata.cli.printing import few, own_in_json, own_told, print_json, span_text, who
from geodata.cli.tables import table
from geodata.datasets import DATASETS
from geodata.datasets.claims import Claim
from geodata.dates import read_day, show_day, today
from geodata.errors import BadDate, LedgerError, UnknownName, build_command, check_command, how_many
from geodata.exports import rows
from geodata.exports.about import about_file
from geodata.exports.columns import RECORD_COLUMNS
from geodata.exports.evidence import claim_row, dispute_rows, measure_row, on_the_map
from geodata.exports.files import FORMATS, export, rows_bytes, write, write_rows
from geodata.resolver.resolve import RESOLVED
from geodata.resolver.voices import known_day
from geodata.schema.dataset import Dataset
from geodata.vocab import Dimension


def run_check(options: argparse.Namespace) -> int:
    """Print every broken rule, and what is odd; return 1 if a rule is broken."""
    bundle = read_bundle(options.bundle, today())
    issues = (*bundle.issues, *check_releases(bundle))
    notices = bundle.notices if issues else (*bundle.notices, *manifest.notices(bundle))
    rows = {name: len(of) for name, of in bundle.rows.items()}
    if options.json:
        print_json(
            {
                "ok": not issues,
                "data": bundle.hash,
                "rows": rows,
                "unreleased": dict(bundle.unreleased),
                "issues": [issue.as_dict() for issue in issues],
                "notices": [notice.as_dict() for notice in notices],
                "notes": [note.as_dict() for note in bundle.notes],
            }
        )
        return 1 if issues else 0
    for note in (*(notices if not issues else ()), *bundle.notes):
        print(f"note: {note}")
    if bundle.unreleased:
        waiting = ", ".join(f"{count} of {name}" for name, count in bundle.unreleased.items())
        number = sum(bundle.unreleased.values())
        print(
            f"note: {how_many(number, 'row')} {'is' if number == 1 else 'are'} not in any release yet "
            f"({waiting}): list {'it' if number == 1 else 'them'} with {build_command(bundle.folder, True)}"
        )
    if not issues:
        print(f"{sum(rows.values())} rows in {len(rows)} files keep every rule (data {bundle.hash}).")
        return 0
    fields = [(i.dataset, i.line or "", i.record, i.field, i.value, i.rule) for i in issues]
    print(table(("dataset", "line", "record", "field", "value", "rule"), fields))
    again = check_command(bundle.folder)
    print(f"{how_many(len(fields), 'fault')}: correct what is named and run {again} again.")
    return 1


def run_describe(options: argparse.Namespace) -> int:
    """Print the datasets with rows, licences and caveats."""
    bundle = read_bundle(options.bundle)
    catalog = from_bundle(bundle, options.release)
    number = catalog.release.number if catalog.release else None
    rows = {name: len(DATASETS[name].schema.standing(of, number)) for name, of in bundle.rows.items()}
    reports = {d: found for d in (Dimension.CONTROL, Dimension.GATE) if (found := newest_report(catalog, d))}
    if options.json:
        print_json(
            {
                "data": catalog.hash,
                "release": number,
                "newest_record": catalog.newest_record.isoformat(),
                "newest_report": {str(d): report.published.isoformat() for d, report in reports.items()},
                "datasets": [_description(each, rows[each.name]) for each in DATASETS.values()],
            }
        )
        return 0
    stands = f"release {number}" if number else "rows that wait for a release"
    days = [f"{dimension} {show_day(report.published)}" for dimension, report in reports.items()]
    print(
        f"Data {catalog.hash} ({stands}); newest report of any kind "
        f"{show_day(catalog.newest_record)}; documents that are no reporting do not count for it."
    )
    print(f"Newest report: {', '.join(days) or 'none'}; what is said of later days is unverified.\n")
    told = [(d.file, rows[d.name], d.title, [each.name for each in d.licences]) for d in DATASETS.values()]
    print(table(("file", "rows", "what", "licence"), told))
    print("\nWhat not to conclude:")
    for dataset in DATASETS.values():
        for caveat in dataset.caveats:
            print(f"  {dataset.file}: {caveat}")
    return 0


def _description(dataset: Dataset, rows: int) -> dict[str, Any]:
    return {
        "name": dataset.name,
        "file": dataset.file,
        "title": dataset.title,
        "rows": rows,
        "licences": [each.name for each in dataset.licences],
        "attribution": dataset.attribution,
        "caveats": list(dataset.caveats),
    }


def run_changes(options: argparse.Namespace) -> int:
    """Print what differs between two days."""
    start, end, question = read_day(options.start), read_day(options.end), read_evidence(options)
    if end < start:
        raise BadDate(f"--to {end} lies before --from {start}; did you mean --from {end} --to {start}?")
    _, catalog = open_ledger(options)
    found = changes_between(catalog, start, end, **read_places(catalog, options), **question)
    changes = [rows.of_change(catalog, each) for each in found]
    if options.json:
        days = {"from": start.isoformat(), "to": end.isoformat()}
        print_json(days | {"changes": changes} | own_in_json(catalog))
        return 0
    number = how_many(len(changes), "change")
    print(
        f"Between {show_day(start)} and {show_day(end)}: {number} (data {catalog.hash}{own_told(catalog)})\n"
    )
    shown = [
        (
            each["after"]["name"],
            f"{each['before']['status']} {who(each['before'])}",
            f"{each['after']['status']} {who(each['after'])}",
            span_text(each["window"]),
            few(each["claims"]),
        )
        for each in changes
    ]
    print(table(("place", "before", "after", "when", "claims"), shown))
    return 0


def run_mines(options: argparse.Namespace) -> int:
    """Print who controlled the mine clusters on a day, and the sums."""
    on, question = read_day(options.on), read_evidence(options)
    _, catalog = open_ledger(options)
    balance = rows.of_mines(mines_on(catalog, on, **question))
    if options.json:
        print_json(balance | own_in_json(catalog))
        return 0
    total = balance["total"]
    sums = f"{total['clusters']} clusters, {total['pools']} pools, hulls of {total['area_ha']} ha"
    print(f"On {show_day(on)}: {sums}")
    told = f"data {catalog.hash}{own_told(catalog)}"
    print(f"Derived from the nearest tracked town (schematic catchments); {told}\n")
    parts = ("status", "actors", "clusters", "pools", "area_ha")
    print(table(parts, [[each[name] for name in parts] for each in balance["by_status"]]) + "\n")
    fields = ["cluster_id", "label", "pools", "area_ha", "place_id", "status", "actors"]
    fields += ["nearest_crossing", "distance_km"]
    print(table(fields, [[each[name] for name in fields] for each in balance["clusters"]]))
    return 0


EXPORTED = ("states", "claims", "figures", "disputes", "events")
"""What the rows of an export can be."""


def run_export(options: argparse.Namespace) -> int:
    """Write the states of a day, or claims, figures or disputes, to a file."""
    what = read_word(options.rows, EXPORTED, "kind of rows")
    form = read_word(options.format, FORMATS, "format")
    window, question = read_window(options), read_evidence(options)
    if what == "states":
        if options.on is None:
            raise BadDate("The rows are the states of a day: give the day with --on.")
        if window:
            raise UnknownName(
                "States are of one day, --on; --from and --to go with --rows claims, figures, disputes or "
                "events."
            )
        options.dimension = options.dimension or Dimension.CONTROL
        on = read_day(options.on)
        _, catalog = open_ledger(options)
        count = export(catalog, options.out, form, on, **read_places(catalog, options), **question)
        print(f"{count} rows written to {options.out} (data {catalog.hash}{own_told(catalog)}).")
        return 0
    if options.on is not None:
        raise UnknownName(f"--on asks for the states of a day; {what} are of many: give --from and --to.")
    _, catalog = open_ledger(options)
    if what == "events":
        return _export_events(catalog, options, form, window)
    about = about_file(catalog, f"Border Ledger: {what}", **_told(window))
    if what == "disputes":
        return _export_disputes(catalog, options, form, about, window)
    every = _claims(catalog, options) if what == "claims" else _figures(catalog, options)
    known_on = catalog.knowledge_day(question["known_on"])
    known = [each for each in every if known_day(each, catalog.newest_record) <= known_on]
    split = window.split(known) if window else None
    made = [_record_row(catalog, each) for each in (split.inside if split else known)]
    names = rows.CLAIM_COLUMNS if what == "claims" else rows.FIGURE_COLUMNS
    write(options.out, rows_bytes(made, form, about, names, RECORD_COLUMNS))
    print(f"{how_many(len(made), 'row')} written to {options.out} (data {catalog.hash}{own_told(catalog)}).")
    if split:
        _tell_outside(len(split.outside), split.undated)
    return 0


def _export_events(catalog: Catalog, options: argparse.Namespace, form: str, window: Window | None) -> int:
    """Write the bundled events by cell and week, with who held the ground by the rule that is asked."""
    from geodata.events import bundled, files  # pyarrow and H3: only for who asks for them
    from geodata.events.asked import Asked

    question = read_evidence(options)
    cube = bundled.cube_of(catalog, question["policy"], question["known_on"])
    if cube is None:
        raise LedgerError(f"The bundle in {options.bundle} has no events: it has no events.csv.")
    if window and window.by is not By.DAYS:
        raise UnknownName("Events are not recorded in the ledger: leave --by out.")
    known_on = catalog.knowledge_day(question["known_on"]).isoformat()
    told = {"policy": str(question["policy"]), "known_on": known_on, **_told(window)}
    asked = Asked(window.first, window.last) if window else Asked()
    made = list(files.rows(cube, asked))
    write(options.out, files.file(catalog, cube, asked, form, **told))
    print(f"{how_many(len(made), 'row')} written to {options.out} (data {catalog.hash}{own_told(catalog)}).")
    return 0


def _export_disputes(
    catalog: Catalog, options: argparse.Namespace, form: str, about: dict[str, str], window: Window | None
) -> int:
    """Write the disputes, a row for each claim of each side; of a window those with a claim in it."""
    question, places = read_evidence(options), read_place_ids(catalog, options)
    asked = options.dimension and read_word(options.dimension, list(Dimension), "dimension")
    every = [each for each in disputes(catalog, places=places, **question) if asked in (None, each.dimension)]
    kept = [each for each in every if window is None or any(map(window.has, each.claims))]
    made = [on_the_map(catalog, row) for row in dispute_rows(catalog, kept)]
    write(options.out, rows_bytes(made, form, about, rows.DISPUTE_COLUMNS, RECORD_COLUMNS))
    print(f"{how_many(len(made), 'row')} written to {options.out} (data {catalog.hash}{own_told(catalog)}).")
    if window:
        _tell_outside(len(every) - len(kept), what="dispute")
    return 0


def _record_row(catalog: Catalog, record: Record) -> dict[str, Any]:
    row = claim_row(catalog, record) if isinstance(record, Claim) else measure_row(catalog, record)
    return on_the_map(catalog, row)


def _claims(catalog: Catalog, options: argparse.Namespace) -> list[Record]:
    places = read_place_ids(catalog, options)
    asked = options.dimension and read_word(options.dimension, list(Dimension), "dimension")
    return [c for c in catalog.claims.values() if c.place_id in places and asked in (None, c.dimension)]


def _figures(catalog: Catalog, options: argparse.Namespace) -> list[Record]:
    if options.dimension:
        raise UnknownName("Figures have no dimension: leave --dimension out.")
    places = read_place_ids(catalog, options)
    return [each for each in catalog.measures if each.place_id in places]


def _told(window: Window | None) -> dict[str, str]:
    """Return a window as a file says it."""
    if window is None:
        return {}
    return {"from": window.first.isoformat(), "to": window.last.isoformat(), "by": str(window.by)}


def _tell_outside(count: int, undated: int = 0, what: str = "row") -> None:
    """Say on standard error how many rows, or what else, a window left out."""
    more = f", {undated} of them without a day" if undated else ""
    lie = "lies" if count == 1 else "lie"
    print(f"{how_many(count, f'more {what}')} {lie} outside the window{more}.", file=sys.stderr)


def run_log(options: argparse.Namespace) -> int:
    """Print what happened from a day to another, in order, or write it to a file."""
    first, last, question = read_day(options.start), read_day(options.end), read_evidence(options)
    if last < first:
        raise BadDate(f"--to {last} lies before --from {first}; did you mean --from {last} --to {first}?")
    _, catalog = open_ledger(options)
    dimensions = [
        Dimension(read_word(each, list(Dimension), "dimension")) for each in options.dimension or ()
    ]
    entries = log(
        catalog,
        first,
        last,
        places=read_place_ids(catalog, options),
        dimensions=dimensions or None,
        actors=[read_word(each, list(catalog.actors), "actor") for each in options.actor or ()] or None,
        **question,
    )
    if options.newest_first:
        entries = entries[::-1]
    about = {"from": first.isoformat(), "to": last.isoformat(), "data": catalog.hash}
    if options.out:
        long = [row for entry in entries for row in rows.entry_source_rows(catalog, entry)]
        days = {"from": first.isoformat(), "to": last.isoformat()}
        write_rows(options.out, long, about_file(catalog, "Border Ledger: log", **days), rows.LOG_COLUMNS)
        print(
            f"{how_many(len(long), 'row')} written to {options.out} (data {catalog.hash}{own_told(catalog)})."
        )
        return 0
    records = [rows.of_entry(catalog, entry) for entry in entries]
    if options.json:
        print_json(about | {"entries": records} | own_in_json(catalog))
        return 0
    count = how_many(len(records), "entry", "entries")
    print(f"From {show_day(first)} to {show_day(last)}: {count} (data {catalog.hash}{own_told(catalog)})\n")
    cells = [
        (
            each["first"] if each["first"] == each["last"] else f"{each['first']} to {each['last']}",
            each["name"],
            each["happening"],
            each["dimension"],
            _side(each, "from_"),
            _side(each, "") or ", ".join(each["measures"]),
            few(each["claims"]),
            few(list(dict.fromkeys(document["publisher"] for document in each["sources"])), 2),
        )
        for each in records
    ]
    print(table(("when", "place", "what", "of", "before", "after", "claims", "sources"), cells))
    return 0


def _side(entry: dict[str, Any], side: str) -> str:
    """Return one side of an entry in a few words."""
    parts = (entry[f"{side}status"], entry[f"{side}value"] or " + ".join(entry[f"{side}actors"]))
    return " ".join(filter(None, parts))


def run_intervals(options: argparse.Namespace) -> int:
    """Print every interval of the places, with the bounds of its beginning and end, or write it to a file."""
    question, window = read_evidence(options), read_window(options)
    _, catalog = open_ledger(options)
    dimensions = [
        Dimension(read_word(each, list(RESOLVED), "dimension")) for each in options.dimension or RESOLVED
    ]
    every = [*intervals(catalog, places=read_place_ids(catalog, options), dimensions=dimensions, **question)]
    kept = [(lane, each) for lane, each in every if window is None or window.has_interval(each, catalog)]
    if window:
        _tell_outside(len(every) - len(kept))
    flat = [rows.interval_row(catalog, lane, each) for lane, each in kept]
    about = {"data": catalog.hash, **_told(window)}
    if options.out:
        told = about_file(catalog, "Border Ledger: intervals", **_told(window))
        write_rows(options.out, flat, told, rows.INTERVAL_COLUMNS)
        print(
            f"{how_many(len(flat), 'row')} written to {options.out} (data {catalog.hash}{own_told(catalog)})."
        )
        return 0
    records = [rows.as_json(each) for each in flat]
    if options.json:
        print_json(about | {"intervals": records} | own_in_json(catalog))
        return 0
    if catalog.own:
        print(f"Data {catalog.hash}{own_told(catalog)}\n")
    names = ("name", "dimension", "start", "end", "status")
    cells = [
        (
            *(each[name] for name in names),
            who(each),
            _bounds(each, "since"),
            _bounds(each, "until"),
            each["origins"],
        )
        for each in records
    ]
    head = ("place", "of", "from", "to, the day after", "status", "who or what", "began", "ended", "origins")
    print(table(head, cells))
    return 0


def _bounds(row: dict[str, Any], name: str) -> str:
    span = {end: row[f"{name}_{end}"] for end in ("earliest", "latest")}
    return span_text(span) if any(span.values()) else ""
