"""Pages as a PDF: vectors, fonts embedded, each page a figure with its alternative text.

Apart from the other formats, because what writes PDFs takes a second to load.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

import pikepdf
from matplotlib.backends.backend_pdf import PdfPages
from pikepdf import Array, Dictionary, Name, String

from dashboard.paper.page import Page

_LANGUAGE = "en"


def pdf(pages: Iterable[Page]) -> bytes:
    """Return pages as one PDF; the same pages give the same bytes."""
    out = io.BytesIO()
    alts: list[str] = []
    about: dict[str, Any] = {"Creator": "Border Ledger", "Producer": None, "CreationDate": None}
    with PdfPages(out, metadata=about) as document:
        for page in pages:
            if not alts:
                document.infodict()["Title"] = page.words.title
                document.infodict()["Subject"] = str(page.words.sentence)
            page.canvas.figure.savefig(document, format="pdf")
            alts.append(page.alt)
    return tagged(out.getvalue(), alts)


def tagged(document: bytes, alts: Sequence[str]) -> bytes:
    """Return a PDF whose pages are tagged as figures with alternative texts, one for each page.

    The structure is that of ISO 32000-1, 14.7 and 14.8: a page's whole content is one marked
    sequence, which a Figure element owns. The same document gives the same bytes.
    """
    with pikepdf.open(io.BytesIO(document)) as opened:
        root = opened.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        figures = []
        numbers = Array()
        for number, (page, alt) in enumerate(zip(opened.pages, alts, strict=True)):
            page.contents_add(opened.make_stream(b"/Figure <</MCID 0>> BDC\n"), prepend=True)
            page.contents_add(opened.make_stream(b"\nEMC"))
            page.obj.StructParents = number
            page.obj.Tabs = Name.S
            figure = opened.make_indirect(
                Dictionary(Type=Name.StructElem, S=Name.Figure, P=root, Pg=page.obj, K=0, Alt=String(alt))
            )
            figures.append(figure)
            numbers.append(number)
            numbers.append(opened.make_indirect(Array([figure])))
        root.K = Array(figures)
        root.ParentTree = opened.make_indirect(Dictionary(Nums=numbers))
        opened.Root.StructTreeRoot = root
        opened.Root.MarkInfo = Dictionary(Marked=True)
        opened.Root.Lang = String(_LANGUAGE)
        opened.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        out = io.BytesIO()
        opened.save(out, deterministic_id=True)
    return out.getvalue()
