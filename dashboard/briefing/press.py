"""From a question and an order to a file: picture, document, slides, page or all of them in one.

The same question, data and order give the same bytes. Nothing here needs a browser, a display or
the network.
"""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image, PngImagePlugin

from dashboard.briefing import alternative, furniture
from dashboard.briefing.layout import Box
from dashboard.briefing.order import BadOrder, Order, Step, Template
from dashboard.briefing.packing import repacked
from dashboard.briefing.page import Page, draw
from dashboard.scene import Scene, compose
from dashboard.theme import actor_fill
from dashboard.view import Terms, View
from geodata.catalog import Catalog
from geodata.exports import export, to_csv
from geodata.timeline import change_days


class Format(StrEnum):
    """What is written."""

    PNG = "png"
    SVG = "svg"
    PDF = "pdf"
    PPTX = "pptx"
    HTML = "html"
    ZIP = "zip"
    APNG = "apng"


MIMES = {
    Format.PNG: "image/png",
    Format.SVG: "image/svg+xml",
    Format.PDF: "application/pdf",
    Format.PPTX: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    Format.HTML: "text/html",
    Format.ZIP: "application/zip",
    Format.APNG: "image/apng",
}
MOST_PAGES = 60
"""Pages of a sequence: more are neither read nor drawn in a time that anyone waits."""

_SCALE = 2
_FRAME_MS, _LAST_MS = 1400, 4000
_SINGLE = (Format.PNG, Format.SVG, Format.PDF, Format.PPTX, Format.HTML)

Progress = Callable[[int, int], None]
"""Told before each page: how many are done, how many there are. What it raises ends the work."""


@dataclass(frozen=True, slots=True)
class Job:
    """One briefing to be made.

    Attributes:
        catalog: The ledger.
        view: The question.
        order: What is made of it.
        terms: What a link may name.
        base: Address of the page that the printed link opens.
        logo: A PNG or JPEG for the corner.
    """

    catalog: Catalog
    view: View
    order: Order
    terms: Terms
    base: str
    logo: bytes | None = None

    def days(self) -> list[date]:
        """Return the day of each page.

        Raises:
            BadOrder: If a sequence has more than `MOST_PAGES`.
        """
        if self.order.template is not Template.SEQUENCE:
            return [self.view.on]
        first, last = self.view.window
        if self.order.step is Step.MONTHLY:
            days = [
                date(year, month, 1) for year in range(first.year, last.year + 1) for month in range(1, 13)
            ]
        else:
            days = list(change_days(self.catalog, known_on=self.view.known_on, policy=self.view.policy))
        found = [first, *(day for day in sorted(days) if first < day < last), last]
        found = list(dict.fromkeys(found))
        if len(found) > MOST_PAGES:
            raise BadOrder(
                f"The sequence would have {len(found)} pages; at most {MOST_PAGES} are made. "
                "Choose a shorter window or monthly steps."
            )
        return found

    def pages(self, progress: Progress | None = None) -> Iterator[Page]:
        """Yield the drawn pages, one after the other."""
        days = self.days()
        for number, day in enumerate(days):
            if progress:
                progress(number, len(days))
            scene = compose(self.catalog, replace(self.view, on=day))
            yield draw(scene, self.order, self.terms, base=self.base, logo=self.logo)
        if progress:
            progress(len(days), len(days))


def make(job: Job, form: Format | str, progress: Progress | None = None) -> bytes:
    """Return a briefing as the content of a file.

    Raises:
        BadOrder: If it cannot be made as it was asked for; the text says why.
        LedgerError: If the ledger cannot answer.
    """
    try:
        wanted = Format(form)
    except ValueError:
        raise BadOrder(f"There is no format {form!r}; there are {', '.join(Format)}.") from None
    several = job.order.template is Template.SEQUENCE
    if wanted is Format.APNG and not several:
        raise BadOrder("An animated picture shows a sequence: choose that template.")
    if several and wanted in (Format.PNG, Format.SVG, Format.HTML):
        raise BadOrder(f"A sequence is written as pdf, pptx, apng or zip, not as {wanted}.")
    pages = job.pages(progress)
    with matplotlib.rc_context({"svg.hashsalt": "border-ledger", "svg.fonttype": "path", "pdf.fonttype": 42}):
        match wanted:
            case Format.PNG:
                return png(next(pages))
            case Format.SVG:
                return svg(next(pages))
            case Format.HTML:
                return _html(next(pages), job)
            case Format.PDF:
                return _pdf(pages)
            case Format.PPTX:
                return pptx(pages, len(job.days()))
            case Format.APNG:
                return apng(pages)
            case Format.ZIP:
                return _zip(job, list(pages))


def file_name(job: Job, form: Format) -> str:
    """Return a name that says what is in the file."""
    about = re.sub(r"[^a-z0-9]+", "-", (job.view.place or "border").casefold()).strip("-")
    days = job.days()
    dates = str(days[0]) if len(days) == 1 else f"{days[0]}-to-{days[-1]}"
    return f"border-ledger-{about}-{dates}-{job.order.template}.{'png' if form is Format.APNG else form}"


def png(page: Page, scale: float = _SCALE) -> bytes:
    """Return a page as PNG; `scale` 2 has two pixels for one of the design. Title and alt text are in it."""
    about = PngImagePlugin.PngInfo()
    about.add_itxt("Title", page.words.title)
    about.add_itxt("Description", page.alt)
    about.add_itxt("Source", page.words.link)
    out = io.BytesIO()
    _picture(page, scale).save(out, "PNG", pnginfo=about, compress_level=4)
    return out.getvalue()


def _picture(page: Page, scale: float) -> Image.Image:
    figure = page.sheet.figure
    figure.set_dpi(page.sheet.per_inch * scale)
    canvas: Any = FigureCanvasAgg(figure)
    canvas.draw()
    return Image.frombuffer("RGBA", canvas.get_width_height(), bytes(canvas.buffer_rgba())).convert("RGB")


def svg(page: Page) -> bytes:
    """Return a page as SVG; letters are outlines, so every viewer shows every script."""
    out = io.StringIO()
    page.sheet.figure.savefig(
        out,
        format="svg",
        dpi=72,
        metadata={"Date": None, "Creator": "Border Ledger", "Title": page.words.title},
    )
    return alternative.svg(out.getvalue(), page.words.title, page.alt).encode()


def apng(pages: Iterator[Page]) -> bytes:
    """Return pages as one animated PNG that plays once and stays on its last picture."""
    frames, alts, title = [], [], ""
    for page in pages:
        frames.append(_picture(page, 1))
        alts.append(page.alt)
        title = title or page.words.title
    about = PngImagePlugin.PngInfo()
    about.add_itxt("Title", title)
    about.add_itxt("Description", " Then: ".join(alts))
    out = io.BytesIO()
    times = [_FRAME_MS] * (len(frames) - 1) + [_LAST_MS]
    frames[0].save(
        out,
        "PNG",
        save_all=True,
        append_images=frames[1:],
        duration=times,
        loop=1,
        pnginfo=about,
        compress_level=4,
    )
    return out.getvalue()


def _pdf(pages: Iterable[Page]) -> bytes:
    from dashboard.briefing import documents  # slow to import, and a picture need not wait for it

    return documents.pdf(pages)


def pptx(pages: Iterator[Page], count: int) -> bytes:
    """Return pages as slides that can be edited."""
    from dashboard.briefing import slides  # slow to import, and a picture need not wait for it

    return slides.write([_slide(page, number, count) for number, page in enumerate(pages, 1)])


def _slide(page: Page, number: int, count: int) -> Any:
    from dashboard.briefing.slides import Picture, Slide

    whole = _picture(page, _SCALE)
    pictures = [Picture(box, _cut(whole, box), alt) for box, alt in page.pictures]
    if "qr" in page.boxes:
        alt = f"QR code of the link {page.words.link}"
        pictures.append(Picture(page.boxes["qr"], furniture.qr_png(page.words.link), alt))
    sheet = page.sheet
    return Slide(
        size=(sheet.width, sheet.height),
        inches=(sheet.width / sheet.per_inch, sheet.height / sheet.per_inch),
        words=page.words,
        boxes=page.boxes,
        legend=page.legend,
        theme=sheet.theme,
        pictures=tuple(pictures),
        charts=tuple(_chart(box, bars, page) for box, bars in page.charts),
        type_sizes=page.sizes,
        legend_columns=page.columns,
        sources_shown=page.sources,
        progress=(number, count) if count > 1 else None,
    )


def _chart(box: Box, bars: Any, page: Page) -> Any:
    """Return bars as a chart of PowerPoint's: a series for each holder, in its colour."""
    from dashboard.briefing.slides import NativeChart, Series

    labels = tuple(label for label, _, _ in bars.bars)
    series = tuple(
        Series(
            label,
            tuple(value if other == label else None for other in labels),
            actor_fill(actor, page.theme) if actor else page.theme.no_claim,
        )
        for label, value, actor in bars.bars
    )
    told = ", ".join(f"{label} {value:,.0f}" for label, value, _ in bars.bars)
    return NativeChart(
        box, "stacked columns", bars.title, labels, series, bars.unit, f"{bars.title}: {told}."
    )


def _cut(whole: Image.Image, box: Box) -> bytes:
    edges = (box.x, box.y, box.x + box.width, box.y + box.height)
    out = io.BytesIO()
    whole.crop(tuple(round(edge * _SCALE) for edge in edges)).save(out, "PNG", compress_level=4)  # type: ignore[arg-type]
    return out.getvalue()


def _html(page: Page, job: Job) -> bytes:
    from dashboard.briefing.onefile import onefile

    extent = page.scene.view.extent
    assert extent
    return onefile(page.scene, page.theme, job.terms, page.words, extent, page.scene.view.window)


def _zip(job: Job, pages: Sequence[Page]) -> bytes:
    """Return every format with the rows behind the picture, as one zipped file."""
    several = len(pages) > 1
    found: dict[str, bytes] = {}
    for number, page in enumerate(pages, 1):
        name = f"page-{number:02}-{page.scene.view.on}" if several else "picture"
        found[f"{name}.png"] = png(page)
        if not several:
            found[f"{name}.svg"] = svg(page)
            found["page.html"] = _html(page, job)
    found["document.pdf"] = _pdf(pages)
    found["slides.pptx"] = pptx(iter(pages), len(pages))
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
    view, places = scene.view, [place for place in scene.control if scene.counts(scene.catalog.places[place])]
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for form in ("csv", "geojson"):
            out = Path(folder) / f"states.{form}"
            export(
                scene.catalog, out, form, view.on, places=places, known_on=scene.known_on, policy=view.policy
            )
            found[f"states{suffix}.{form}"] = out.read_bytes()
    mines = (
        {
            "on": view.on,
            "cluster": mine.cluster_id,
            "label": mine.label,
            "status": mine.status,
            "actors": "+".join(mine.actors),
            "pools": mine.pools,
            "area_ha": round(mine.area_ha, 1),
            "lon": mine.lon,
            "lat": mine.lat,
            "derivation": mine.derivation,
        }
        for mine in scene.counted.clusters
    )
    rows = list(mines)
    return found | ({f"mines{suffix}.csv": to_csv(rows).encode()} if rows else {})


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
