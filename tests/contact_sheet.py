"""Every briefing in every template, paper, tone and format on one page that a person looks through.

`python -m tests.contact_sheet OUT` writes `OUT/index.html` with the pictures beside it: our own PNG and SVG,
the PDF as poppler draws it, the slides as LibreOffice draws them, and the HTML file as Chromium shows it.
All of it takes long; `--template`, `--aspect`, `--tone` and `--format` make less. Needs `pdftoppm`, `soffice`
and Chromium.
"""

from __future__ import annotations

import argparse
import html
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from playwright.sync_api import sync_playwright

from dashboard.map.overlays import OVERLAYS
from dashboard.paper import jobs
from dashboard.question.choices import choices_of
from dashboard.question.order import SCREENS, Aspect, BadOrder, Format, Order, Purpose, Step, Template, Tone
from geodata.catalog import open_catalog
from tests.browser.conftest import _FLAGS, _NAMES

FORMATS = (Format.PNG, Format.PPTX, Format.PDF, Format.SVG, Format.HTML)
WIDE = 420
"""Pixels of a picture on the sheet."""
WINDOW = (date(2024, 9, 1), date(2024, 11, 26))


def orders(asked: argparse.Namespace) -> Iterator[Order]:
    """Yield what is asked for, each as slides and as a page where both are made."""
    for template in asked.template:
        for aspect in asked.aspect:
            for purpose in Purpose if aspect in SCREENS else [Purpose.PAGE]:
                for tone in asked.tone:
                    frame = "" if template is Template.CROSSING else "kachin"
                    yield Order(template, aspect, tone, frame=frame, step=Step.MONTHLY, purpose=purpose)


def name_of(order: Order) -> str:
    """Return the name of the files of an order."""
    return f"{order.template}_{order.aspect.replace(':', 'x')}_{order.purpose}_{order.tone}"


def write(order: Order, *, out: Path, formats: Sequence[Format], lang: str) -> list[str]:
    """Write the files of an order, and return what could not be made."""
    catalog = open_catalog()
    choices = choices_of(catalog, OVERLAYS)
    view = replace(
        choices.default,
        on=WINDOW[1],
        compare_on=WINDOW[0],
        window=WINDOW,
        lang=type(choices.default.lang)(lang),
    )
    job = jobs.Job(catalog, view, order, choices, "")
    failures = []
    for form in formats:
        try:
            (out / f"{name_of(order)}.{form}").write_bytes(jobs.make(job, form))
        except BadOrder as refused:
            failures.append(f"{name_of(order)}.{form}: {refused}")
    return failures


def through_office(out: Path) -> None:
    """Draw the slides with LibreOffice."""
    decks = sorted(out.glob("*.pptx"))
    with tempfile.TemporaryDirectory() as folder:
        for at in range(0, len(decks), 20):
            subprocess.run(
                [
                    "soffice",
                    f"-env:UserInstallation=file://{folder}/profile",
                    "--headless",
                    "--convert-to",
                    "pdf",
                ]
                + ["--outdir", folder, *decks[at : at + 20]],
                check=True,
                capture_output=True,
            )
        for made in Path(folder).glob("*.pdf"):
            pictures_of(made, out / f"{made.stem}_pptx")


def pictures_of(document: Path, stem: Path) -> None:
    """Draw each page of a PDF."""
    subprocess.run(
        ["pdftoppm", "-r", "150", "-scale-to-x", "1280", "-scale-to-y", "-1", "-png", document, stem],
        check=True,
    )


def through_chromium(out: Path) -> None:
    """Show HTML and SVG files in a browser."""
    path = next(filter(None, map(shutil.which, _NAMES)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        for file in sorted([*out.glob("*.html"), *out.glob("*.svg")]):
            if file.name != "index.html":
                page.goto(file.as_uri())
                page.wait_for_timeout(2500 if file.suffix == ".html" else 100)
                page.screenshot(path=out / f"{file.stem}_{file.suffix[1:]}.png")
        browser.close()


def sheet(out: Path, made: Sequence[Order], failures: Sequence[str]) -> None:
    """Write the page with all pictures."""
    rows = []
    for order in made:
        name = name_of(order)
        shown = [out / f"{name}.png", *sorted(out.glob(f"{name}_*.png"))]
        pictures = "".join(
            f'<a href="{each.name}"><img src="{each.name}" alt="{each.stem}" title="{each.stem}"></a>'
            for each in shown
            if each.exists()
        )
        rows.append(f"<h2>{html.escape(name)}</h2><div>{pictures}</div>")
    missing = "".join(f"<li>{html.escape(each)}</li>" for each in failures)
    style = f"img {{ width: {WIDE}px; margin: 4px; border: 1px solid #999; vertical-align: top }}"
    text = f"<!doctype html><meta charset=utf-8><title>Contact sheet</title><style>{style}</style>"
    (out / "index.html").write_text(f"{text}<ul>{missing}</ul>{''.join(rows)}", encoding="utf-8")


def main() -> None:
    """Make the sheet."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    for name, kind in (("template", Template), ("aspect", Aspect), ("tone", Tone)):
        parser.add_argument(f"--{name}", type=kind, nargs="+", default=list(kind))
    parser.add_argument("--format", type=Format, nargs="+", default=list(FORMATS))
    parser.add_argument("--lang", default="en")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    made = list(orders(asked))
    with ProcessPoolExecutor(2) as pool:
        work = partial(write, out=asked.out, formats=asked.format, lang=asked.lang)
        failures = [each for found in pool.map(work, made) for each in found]
    for document in sorted(asked.out.glob("*.pdf")):
        pictures_of(document, asked.out / f"{document.stem}_pdf")
    if Format.PPTX in asked.format:
        through_office(asked.out)
    through_chromium(asked.out)
    sheet(asked.out, made, failures)
    print(f"{len(made)} orders; {asked.out / 'index.html'}", *failures, sep="\n")


if __name__ == "__main__":
    main()
