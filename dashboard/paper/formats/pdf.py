"""Pages as a PDF: vectors, fonts embedded, and a tree of what each part of a page is.

Apart from the other formats, because what writes PDFs takes a second to load.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import pikepdf
from matplotlib.backends.backend_pdf import PdfPages
from pikepdf import Array, Dictionary, Name, OutlineItem, String

from dashboard.answer.holdings import of_window
from dashboard.paper.canvas import Canvas
from dashboard.paper.layout import Box
from dashboard.paper.page import Page
from dashboard.paper.tags import END, OUTSIDE, Part, Role
from dashboard.wording import language
from dashboard.wording.dates import long_day

_LANGUAGE = "en"
_WHOLE = {Role.ITEM: "L", Role.HEAD: "Table", Role.CELL: "Table"}
"""What parts that follow one another are together."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page as the tree needs it: its parts, points of the paper in a pixel, its bookmark, its height."""

    parts: tuple[Part, ...]
    scale: float
    bookmark: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a PDF has of a page: what is drawn, and the title, subject and bookmark that it gives."""

    canvas: Canvas
    title: str
    subject: str
    bookmark: str


def sheet(page: Page) -> Sheet:
    """Return what a PDF has of a page."""
    words = page.words
    return Sheet(page.canvas, words.document, str(words.sentence), _bookmark(page))


def pdf(sheets: Iterable[Sheet]) -> bytes:
    """Return pages as one PDF; the same pages give the same bytes."""
    out = io.BytesIO()
    leaves: list[Leaf] = []
    title = ""
    about: dict[str, Any] = {"Creator": "Border Ledger", "Producer": None, "CreationDate": None}
    with PdfPages(out, metadata=about) as document:
        for each in sheets:
            if not leaves:
                title = each.title
                document.infodict()["Title"] = title
                document.infodict()["Subject"] = each.subject
            each.canvas.figure().savefig(document, format="pdf")
            parts = tuple(each.canvas.tags.parts)
            leaves.append(Leaf(parts, 72 / each.canvas.per_inch, each.bookmark))
    return tagged(out.getvalue(), leaves, title)


def tagged(document: bytes, leaves: Sequence[Leaf], title: str) -> bytes:
    """Return a PDF with a tree of its parts, links and, where there are several pages, bookmarks.

    The structure is that of ISO 32000-1, 14.7 and 14.8: the marks in a page's content are the leaves of
    elements, and what is outside of all of them is an artifact. It keeps the rules of PDF/UA-1 (ISO 14289-1)
    and says so. The same document gives the same bytes.
    """
    with pikepdf.open(io.BytesIO(document)) as opened:
        tree = _Tree(opened)
        for page, leaf in zip(opened.pages, leaves, strict=True):
            tree.add(page, leaf)
        tree.close()
        _fonts(opened)
        if len(leaves) > 1:
            with opened.open_outline() as outline:
                outline.root.extend(OutlineItem(leaf.bookmark, at) for at, leaf in enumerate(leaves))
        opened.Root.MarkInfo = Dictionary(Marked=True)
        opened.Root.Lang = String(_spoken())
        opened.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        with opened.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as about:
            about["dc:title"] = title
            about["dc:language"] = [_spoken()]
            about["pdfuaid:part"] = "1"
        out = io.BytesIO()
        opened.save(out, deterministic_id=True)
    return out.getvalue()


def _bookmark(page: Page) -> str:
    """Return the day of a page, or its title where it is of no day or goes on with another."""
    titled = page.follows or of_window(page.scene)
    return page.words.title if titled else long_day(page.scene.view.on)


def _spoken() -> str:
    """Return the language of the sentences."""
    spoken = language.current()
    return spoken if len(spoken) == 2 else _LANGUAGE


class _Tree:
    """The tree of a document, made page by page."""

    def __init__(self, opened: pikepdf.Pdf) -> None:
        self._pdf = opened
        self._root = opened.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        self._top = self._element("Document", self._root)
        self._numbers: list[tuple[int, Any]] = []
        self._next = 0

    def _element(self, kind: str, parent: Any, **more: Any) -> Any:
        element = Dictionary(Type=Name.StructElem, S=Name(f"/{kind}"), P=parent, K=Array(), **more)
        made = self._pdf.make_indirect(element)
        if parent.get("/Type") == Name.StructElem:
            parent.K.append(made)
        return made

    def _number(self, owner: Any) -> int:
        """Return the key under which the tree finds an owner again."""
        self._numbers.append((self._next, owner))
        self._next += 1
        return self._next - 1

    def add(self, page: pikepdf.Page, leaf: Leaf) -> None:
        """Add a page: a part of the document with its headings, paragraphs, lists and figures."""
        page.contents_add(self._pdf.make_stream(OUTSIDE), prepend=True)
        page.contents_add(self._pdf.make_stream(b"\n" + END))
        section = self._element("Sect", self._top)
        owners = Array()
        page.obj.StructParents = self._number(owners)
        page.obj.Tabs = Name.S
        for kind, of in groupby(enumerate(leaf.parts), key=lambda each: _WHOLE.get(each[1].role)):
            whole = self._element(kind, section) if kind else section
            for row, parts in groupby(of, key=lambda each: each[1].row):
                parent = self._element("TR", whole) if row else whole
                for number, part in parts:
                    owners.append(self._part(page, leaf, parent, number, part))

    def _part(self, page: pikepdf.Page, leaf: Leaf, parent: Any, number: int, part: Part) -> Any:
        """Add a part and return the element that owns its marks."""
        if part.role is Role.FIGURE:
            box = {"A": Dictionary(O=Name.Layout, BBox=_edges(page, leaf, part.box))} if part.box else {}
            owner = self._element("Figure", parent, Pg=page.obj, Alt=String(part.says), **box)
            owner.K.append(number)
            return owner
        if part.role is Role.ITEM:
            owner = self._element("LBody", self._element("LI", parent), Pg=page.obj)
        else:
            of = {"A": Dictionary(O=Name.Table, Scope=Name.Column)} if part.role is Role.HEAD else {}
            owner = self._element(part.role, parent, Pg=page.obj, **of)
        linked = bool(part.address and part.box)
        owner = self._element("Link", owner, Pg=page.obj) if linked else owner
        # Lines and runs have no blanks between them: the words as a whole are what is read out.
        owner.ActualText = String(part.says)
        owner.K.append(number)
        if not linked:
            return owner
        target = Dictionary(Type=Name.Action, S=Name.URI, URI=String(part.address))
        spot = Dictionary(
            Type=Name.Annot,
            Subtype=Name.Link,
            Rect=_edges(page, leaf, part.box or Box(0, 0, 0, 0)),
            Border=Array([0, 0, 0]),
            F=4,
            A=target,
            Contents=String(part.says),
            StructParent=self._number(owner),
        )
        link = self._pdf.make_indirect(spot)
        page.obj.Annots = Array([*page.obj.get("/Annots", Array()), link])
        owner.K.append(Dictionary(Type=Name.OBJR, Obj=link, Pg=page.obj))
        return owner

    def close(self) -> None:
        """Write the tree into the document."""
        self._root.K = Array([self._top])
        found = Array()
        for number, owner in self._numbers:
            found.append(number)
            found.append(self._pdf.make_indirect(owner) if isinstance(owner, Array) else owner)
        self._root.ParentTree = self._pdf.make_indirect(Dictionary(Nums=found))
        self._root.ParentTreeNextKey = self._next
        self._pdf.Root.StructTreeRoot = self._root


def _edges(page: pikepdf.Page, leaf: Leaf, box: Box) -> Array:
    """Return a box in points from the lower left corner of the paper."""
    high = float(page.mediabox[3])
    left, top, right, bottom = (edge * leaf.scale for edge in box.edges)
    return Array([round(edge, 2) for edge in (left, high - bottom, right, high - top)])


# -- Fonts -----------------------------------------------------------------------------------------
# Matplotlib 3.11.1 gives a character beyond the first 256 the code 0 in a font of its own. A reader takes
# code 0 for the sign of a missing character, which PDF/UA forbids (ISO 14289-1, 7.21.8).

_FROM_ONE = b"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo 3 dict dup begin
/Registry (Adobe) def
/Ordering (Identity) def
/Supplement 0 def
end def
/CMapName /From-One def
/CMapType 1 def
/WMode 0 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
1 begincidrange
<0000> <00ff> 1
endcidrange
endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""
"""Leads each code to the character one further on (ISO 32000-1, 9.7.5.3)."""
_RANGE = re.compile(rb"<([0-9a-f]{4})> <[0-9a-f]{4}> \[(.*)\]")
_RANGES = re.compile(rb"\d+ beginbfrange\n(.*)\nendbfrange", re.DOTALL)
_AT_ONCE = 100
"""Characters that one list of a map of characters may have (Adobe Technical Note 5014)."""


def _fonts(opened: pikepdf.Pdf) -> None:
    """Let no character have the number 0, and give each one a line of its own in the map of its font."""
    system = Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0)
    about = {"Type": Name.CMap, "CMapName": Name("/From-One"), "WMode": 0, "CIDSystemInfo": system}
    shifted = opened.make_stream(_FROM_ONE, **about)
    for font in opened.objects:
        if not isinstance(font, Dictionary) or font.get("/Subtype") != Name.Type0:
            continue
        font.ToUnicode = opened.make_stream(_RANGES.sub(_one_by_one, font.ToUnicode.read_bytes()))
        (of,) = font.DescendantFonts
        if of.W[0] == 0:
            font.Encoding = shifted
            of.CIDToGIDMap = opened.make_stream(b"\0\0" + of.CIDToGIDMap.read_bytes())
            # Numbers and lists of widths in turn: the first number of each run, and its widths.
            of.W = Array([each if isinstance(each, Array) else int(each) + 1 for each in of.W])


def _one_by_one(ranges: re.Match[bytes]) -> bytes:
    lines = [
        b"<%04x> %b" % (number, letters)
        for first, row in _RANGE.findall(ranges[1])
        for number, letters in enumerate(row.split(), int(first, 16))
    ]
    lists = [lines[at : at + _AT_ONCE] for at in range(0, len(lines), _AT_ONCE)]
    return b"\n".join(b"%d beginbfchar\n%b\nendbfchar" % (len(each), b"\n".join(each)) for each in lists)
