"""All formats of a briefing in one zipped file, with the rows behind its picture."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from dashboard.answer.comparison import compare, comparison_rows
from dashboard.answer.holdings import held_rows, of_window
from dashboard.answer.log import log_file
from dashboard.answer.names import unnamed
from dashboard.answer.own import as_geojson, rows_of
from dashboard.answer.scene import Scene
from dashboard.paper.formats import images, pdf
from dashboard.paper.page import Page
from dashboard.question.view import Within
from dashboard.wording import paper as wording
from dashboard.wording.files import OWN, columns_told
from dashboard.wording.own import in_archive
from dashboard.wording.window import window_note
from geodata.analysis.mines import MineState
from geodata.catalog import Catalog
from geodata.exports import files as exported
from geodata.exports import rows
from geodata.exports.about import citation, licence
from geodata.exports.evidence import claim_row, measure_row
from geodata.exports.files import export_bytes, spreadsheet, zipped
from geodata.resolver.resolve import Asked
from geodata.vocab import Dimension


def archive(
    pages: Sequence[Page],
    catalog: Catalog,
    html: Callable[[Page], bytes],
    pptx: Callable[[Sequence[Page]], bytes],
) -> bytes:
    """Return every format with the rows behind the picture, as one zipped file.

    Rows have the names of the `catalog`, whatever the language of those on paper.
    """
    # Slides that follow a map show no other question than that.
    every, pages = pages, [page for page in pages if not page.follows]
    several = len(pages) > 1
    files: dict[str, bytes] = {}
    for number, page in enumerate(pages, 1):
        name = f"page-{number:02}-{page.scene.view.on}" if several else "picture"
        files[f"{name}.png"] = images.png(page)
        if not several:
            files[f"{name}.svg"] = images.svg(page)
            files["page.html"] = html(page)
    for number, page in enumerate((page for page in every if page.follows), 2):
        files[f"slide-{number:02}.png"] = images.png(page)
    files["document.pdf"] = pdf.pdf(map(pdf.sheet, every))
    files["slides.pptx"] = pptx(every)
    for page in pages:
        scene = replace(page.scene, catalog=catalog)
        if page.other:
            comparison = compare(replace(page.other, catalog=catalog), scene)
            files |= _rows(comparison.before, "-before") | _rows(comparison.after, "-after")
            files["differences.csv"] = spreadsheet(comparison_rows(comparison))
        else:
            files |= _rows(scene, f"-{scene.view.on}" if several else "")
        if of_window(scene):
            files["ever-held.csv"] = spreadsheet(held_rows(scene))
        if page.log:
            for form in ("csv", "geojson"):
                files[f"log.{form}"] = log_file(scene, page.log.entries, form)
    files |= _in_window(replace(pages[0].scene, catalog=catalog))
    files |= _own(pages[0].scene)
    files["sources.csv"] = spreadsheet(
        {"number": line.number, "source": cited, "about": line.text}
        for line, cited in zip(pages[0].words.sources, pages[0].words.citations, strict=True)
    )
    files["README.txt"] = _readme(pages[0], _heads(files)).encode()
    return zipped(files)


def _rows(scene: Scene, suffix: str) -> dict[str, bytes]:
    """Return the states and claims behind a page as CSV and GeoJSON."""
    places = [place for place in scene.control if scene.counts(scene.catalog.places[place])]
    gates = dict.fromkeys(gate.place_id for place in places for gate in scene.gates.get(place, ()))
    files = {
        f"states{suffix}.csv": _export(scene, "csv", places, Dimension.CONTROL),
        f"states{suffix}.geojson": _export(scene, "geojson", places, Dimension.CONTROL),
    }
    if gates:
        files[f"gates{suffix}.csv"] = _export(scene, "csv", list(gates), Dimension.GATE)
    mines = [_mine(scene, mine) for mine in scene.counted.clusters]
    return files | ({f"mines{suffix}.csv": spreadsheet(mines)} if mines else {})


def _in_window(scene: Scene) -> dict[str, bytes]:
    """Return the claims and figures that lie in the window as CSV; nothing where nothing is limited."""
    if scene.view.within is Within.OFF:
        return {}
    catalog = scene.catalog
    claims = [claim_row(catalog, each) for each in scene.listed.inside]
    figures = [measure_row(catalog, each) for each in scene.imports.inside]
    return {"claims.csv": spreadsheet(claims), "imports.csv": spreadsheet(figures)}


def _own(scene: Scene) -> dict[str, bytes]:
    """Return the rows of the reader's own layers; none whose source forbids to pass them on."""
    owns = [own for own in scene.own if own.layer.shareable]
    files: dict[str, bytes] = {}
    for number, own in enumerate(owns, 1):
        files[f"{OWN}-{number}.csv"] = spreadsheet(rows_of(own))
        files[f"{OWN}-{number}.geojson"] = as_geojson(own)
    return files


_MINE_COLUMNS = (
    *("newest_evidence", "first_evidence", "stale", "origins", "pools", "area_ha", "lon", "lat"),
    *("derivation", "place_id"),
)


def _mine(scene: Scene, mine: MineState) -> rows.Record:
    row = rows.mine_row(mine)
    return {
        "on": scene.view.on,
        "cluster": row["cluster_id"],
        "label": row["label"],
        "status": row["status"],
        **{name: "+".join(row[name]) for name in ("actors", "from_actors")},
        **{name: row[name] for name in _MINE_COLUMNS},
    }


def _export(scene: Scene, form: str, places: Sequence[str], dimension: Dimension) -> bytes:
    """Return the states of some places on the scene's day as a file."""
    asked = Asked(places=places, known_on=scene.known_on, policy=scene.view.policy, dimension=dimension)
    return export_bytes(scene.catalog, form, scene.view.on, **asked)


def _heads(files: Mapping[str, bytes]) -> dict[str, tuple[str, ...]]:
    """Return the columns of each CSV file that has any."""
    texts = {name: content.decode("utf-8-sig") for name, content in files.items() if name.endswith(".csv")}
    heads = {name: tuple(next(csv.reader(io.StringIO(text, newline="")), ())) for name, text in texts.items()}
    return {name: head for name, head in heads.items() if head}


def _unnamed(scene: Scene) -> str:
    """Return which places of the map have no name in the language asked; empty where all have."""
    without = [place.name for place in unnamed(scene.catalog, scene.view.lang) if scene.counts(place)]
    return wording.without_name(scene.view.lang, without) if without else ""


def _readme(page: Page, heads: Mapping[str, Sequence[str]]) -> str:
    words = page.words
    return "\n\n".join(
        [
            words.title,
            str(words.sentence),
            str(words.evidence),
            words.again,
            *filter(None, [window_note(page.scene), _unnamed(page.scene)]),
            wording.data_version(page.scene.catalog.hash),
            wording.to_cite(licence(), citation(page.scene.catalog)),
            *filter(None, [in_archive(page.scene.own)]),
            *columns_told(heads),
            words.disclaimer,
            words.credit,
        ]
    )


# -- The same bytes --------------------------------------------------------------------------------
# Zipped files of which the same content has the same bytes: no clock, no order of chance.

EPOCH = exported.EPOCH
"""When every file of ours says that it was zipped."""


def repacked(data: bytes, change: Callable[[str, bytes], bytes] = lambda _, part: part) -> bytes:
    """Return a zipped file with fixed times, its parts in their order, each as `change` makes it."""
    with zipfile.ZipFile(io.BytesIO(data)) as given:
        return zipped({name: change(name, given.read(name)) for name in given.namelist()})
