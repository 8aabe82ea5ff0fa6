"""All formats of a briefing in one file, with the rows behind its picture."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from dashboard.answer.scene import Scene
from dashboard.paper.formats import images, pdf
from dashboard.paper.page import Page
from geodata.analysis.mines import MineState
from geodata.exports import rows
from geodata.exports.files import export_bytes, to_csv
from geodata.vocab import Dimension

# -- The archive --


def archive(
    pages: Sequence[Page], html: Callable[[Page], bytes], pptx: Callable[[Sequence[Page]], bytes]
) -> bytes:
    """Return every format with the rows behind the picture, as one zipped file.

    Args:
        pages: The drawn pages.
        html: Makes the page that opens in a browser.
        pptx: Makes the slides.
    """
    several = len(pages) > 1
    found: dict[str, bytes] = {}
    for number, page in enumerate(pages, 1):
        name = f"page-{number:02}-{page.scene.view.on}" if several else "picture"
        found[f"{name}.png"] = images.png(page)
        if not several:
            found[f"{name}.svg"] = images.svg(page)
            found["page.html"] = html(page)
    found["document.pdf"] = pdf.pdf(pages)
    found["slides.pptx"] = pptx(pages)
    for page in pages:
        found |= _rows(page.scene, f"-{page.scene.view.on}" if several else "")
    found["sources.csv"] = to_csv(
        {"number": line.number, "source": cited, "about": line.text}
        for line, cited in zip(pages[0].words.sources, pages[0].words.citations, strict=True)
    ).encode()
    found["README.txt"] = _readme(pages[0]).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in found.items():
            made.writestr(name, content)
    return repacked(out.getvalue())


def _rows(scene: Scene, suffix: str) -> dict[str, bytes]:
    """Return the states and claims behind a page as CSV and GeoJSON."""
    places = [place for place in scene.control if scene.counts(scene.catalog.places[place])]
    gates = dict.fromkeys(gate.place_id for place in places for gate in scene.gates.get(place, ()))
    found = {
        f"states{suffix}.csv": _export(scene, "csv", places, Dimension.CONTROL),
        f"states{suffix}.geojson": _export(scene, "geojson", places, Dimension.CONTROL),
    }
    if gates:
        found[f"gates{suffix}.csv"] = _export(scene, "csv", list(gates), Dimension.GATE)
    mines = [_mine(scene, mine) for mine in scene.counted.clusters]
    return found | ({f"mines{suffix}.csv": to_csv(mines).encode()} if mines else {})


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
    view = scene.view
    return export_bytes(
        scene.catalog,
        form,
        view.on,
        places=places,
        known_on=scene.known_on,
        policy=view.policy,
        dimension=dimension,
    )


def _readme(page: Page) -> str:
    words = page.words
    return "\n\n".join(
        [
            words.title,
            words.sentence,
            words.evidence,
            f"The same question: {words.link}",
            f"Data {page.scene.catalog.hash}. CSV files are UTF-8; coordinates are WGS 84 degrees.",
            words.disclaimer,
            words.credit,
        ]
    )


# -- Zipped files of which the same content has the same bytes: no clock, no order of chance --

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
"""When every file of ours says that it was made: what is known when is in its words."""


def repacked(data: bytes, change: Callable[[str, bytes], bytes] = lambda _, part: part) -> bytes:
    """Return a zipped file with fixed times, its parts in their order, each as `change` makes it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(packed, "w") as made:
        for name in given.namelist():
            part = zipfile.ZipInfo(name, EPOCH.timetuple()[:6])
            part.compress_type = zipfile.ZIP_DEFLATED
            part.create_system = 0
            made.writestr(part, change(name, given.read(name)))
    return packed.getvalue()
