"""The reader's own files: they live in their visit alone, and vanish with it.

A visit's files are one object in its session state. The server finds it by a token that nobody can guess,
which only that visit's pages know, and only for the browser that began it. Nothing here is kept by
Streamlit's caches or by the module but where to find what a visit itself keeps.
"""

from __future__ import annotations

import ctypes
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Timer
from typing import Any
from weakref import WeakValueDictionary

import streamlit as st
from streamlit import config
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard import settings
from dashboard.answer.events import Archive, of_cube
from dashboard.answer.own import Own, Styling, own_of
from dashboard.look.theme import Theme
from dashboard.question.view import View
from dashboard.wording import language
from geodata.catalog import Catalog
from geodata.imports.layer import LIMITS, Answers, Layer, cleaned

ROUTE = "/own"
VISIT = "ledger_visit"
"""Cookie by which a browser is known again: letters by chance, until the browser is closed."""

_KEY = "own_files"


@dataclass(eq=False, slots=True)
class Upload:
    """One file of the reader's, with all that was decided about it.

    Attributes:
        id: Letters by chance.
        name: Its name, `cleaned`.
        data: Its bytes, to read it anew by other answers; empty where it was refused.
        answers: What the reader said of it.
        actors: Ids of our actors by the names in it, where the reader chose them.
        layer: What was read; None where it was refused.
        refusal: Why it was refused.
        title: What the reader calls it.
        styling: How it is drawn.
        shown: Whether it is on the map.
        as_events: Whether its rows are counted as conflict events, in place of being drawn one by one.
    """

    id: str
    name: str
    data: bytes
    answers: Answers = field(default_factory=Answers)
    actors: Mapping[str, str] = field(default_factory=dict)
    layer: Layer | None = None
    refusal: str = ""
    title: str = ""
    styling: Styling = field(default_factory=Styling)
    shown: bool = True
    as_events: bool = False
    _own: Own | None = None
    _events: tuple[Any, Archive] | None = None

    @classmethod
    def of(cls, name: str, data: bytes) -> Upload:
        """Return a file that is not read yet, with letters by chance for its name on the map."""
        return cls(secrets.token_hex(8), cleaned(name, 120), data)

    @property
    def called(self) -> str:
        """What it is called: as the reader says, or by its file's name without the ending."""
        return self.title or self.name.rpartition(".")[0] or self.name

    def own(self) -> Own | None:
        """Return it as a Scene has it; None where it was refused or has open questions."""
        if self.layer is None or self.layer.questions:
            return None
        made, title = self._own, self.called
        if made and made.layer is self.layer and (made.styling, made.title) == (self.styling, title):
            return made
        self._own = own_of(self.id, title, self.layer, self.styling)
        return self._own

    def events(self, catalog: Catalog, view: View) -> Archive | None:
        """Return its rows counted as events, on the ground of a ledger by the question's rule."""
        if not self.as_events or self.layer is None or self.layer.questions:
            return None
        key = (self.layer.hash, self.called, catalog.hash, view.policy, view.known_on)
        if self._events is None or self._events[0] != key:
            from geodata.events import own  # pyarrow and H3: only for who counts events
            from geodata.events.bundled import FewPoints

            ground = FewPoints.of(catalog, view.policy, view.known_on)
            mark = sha256(repr(key).encode()).hexdigest()[:12]
            self._events = key, of_cube(own.cube_of(self.layer, ground), self.called, mark=mark, own=True)
        return self._events[1]


class Uploads:
    """The files of one visit, and the secret by which the server finds them."""

    def __init__(self, visit: str = "") -> None:
        """Begin without a file; `visit` is the cookie of the browser, empty where it has none."""
        self.token = secrets.token_urlsafe(32)
        self.visit = visit
        self.files: dict[str, Upload] = {}
        self.turn = 0
        """Number of the field for the next file: a new field is empty."""
        self.refused = ("", "")
        """Id and refusal of the file that stands in the field, so that no run reads it again."""

    @property
    def left(self) -> int:
        """Return how many bytes may still be uploaded."""
        return LIMITS.session_bytes - sum(len(each.data) for each in self.files.values())

    def add(self, each: Upload) -> None:
        """Take a file."""
        self.files[each.id] = each

    def remove(self, id_: str) -> None:
        """Forget a file; one that is not there is forgotten already."""
        self.files.pop(id_, None)

    def forget(self) -> None:
        """Forget all files."""
        self.files.clear()


_FOUND: WeakValueDictionary[str, Uploads] = WeakValueDictionary()
"""Each visit's files by its token; the visit alone keeps them."""

_LEAVING: dict[str, Timer] = {}
"""The clocks of visits that lost their connection: they may come back for a while."""


def mine() -> Uploads:
    """Return the files of this visit."""
    state = st.session_state
    if _KEY not in state:
        state[_KEY] = Uploads(st.context.cookies.get(VISIT, ""))
    found: Uploads = state[_KEY]
    _FOUND[found.token] = found
    _lease(found.token)
    return found


def held() -> int:
    """Return how many bytes of files all visits keep."""
    return sum(len(each.data) for visit in list(_FOUND.values()) for each in list(visit.files.values()))


def let_go(key: str, file_id: str) -> None:
    """Have Streamlit forget a file that is taken: it would keep it until the visit ends (1.67.0).

    Args:
        key: Of the field that it was put into, which holds it too.
        file_id: Streamlit's name of the file.
    """
    del st.session_state[key]
    context = get_script_run_ctx()
    # Streamlit's own chat input asks in the same way: not every store of files can remove one.
    remove = getattr(context.uploaded_file_mgr, "remove_file", None) if context else None
    if context and remove:
        remove(session_id=context.session_id, file_id=file_id)


def give_back() -> None:
    """Give the memory that reading took and left back to the system.

    The allocators of Arrow and of glibc keep it for later else: half of what a large table needs.
    """
    import pyarrow  # slow to import, and few have a file

    pyarrow.default_memory_pool().release_unused()
    with suppress(OSError, AttributeError):  # there is no such call outside of Linux's glibc
        ctypes.CDLL(None).malloc_trim(0)


def _leave(token: str) -> None:
    """Begin to wait for a visit that lost its connection, as long as Streamlit itself does."""
    clock = Timer(float(config.get_option("server.disconnectedSessionTTL")), _end, (token,))
    clock.daemon = True
    _LEAVING[token] = clock
    clock.start()


def _end(token: str) -> None:
    """Forget the files of a visit that is over, should anything still hold it."""
    _LEAVING.pop(token, None)
    if found := _FOUND.pop(token, None):
        found.forget()


@st.cache_resource(scope="session", show_spinner=False, on_release=_leave)
def _lease(token: str) -> str:
    """Tell when this visit ends: Streamlit releases it then. It is made anew where a visit comes back."""
    if clock := _LEAVING.pop(token, None):
        clock.cancel()
    return token


def any_in(state: Mapping[str, Any]) -> bool:
    """Tell whether a visit has a file of its reader's own; `state` is its session state."""
    return _KEY in state and bool(state[_KEY].files)


def shown() -> tuple[Own, ...]:
    """Return the layers of this visit that are on the map, in the order in which they came."""
    if _KEY not in st.session_state:
        return ()
    every = (each.own() for each in mine().files.values() if each.shown and not each.as_events)
    return tuple(own for own in every if own)


def names() -> tuple[str, ...]:
    """Return the names of the files of this visit, shown or not, in the order in which they came."""
    return tuple(each.name for each in mine().files.values()) if _KEY in st.session_state else ()


def any_shown() -> bool:
    """Tell whether anything of this visit's files is on the map, drawn row by row or counted."""
    if _KEY not in st.session_state:
        return False
    return any(each.shown and each.own() for each in mine().files.values())


def events(catalog: Catalog, view: View) -> Archive | None:
    """Return the events of this visit that stand in place of the bundled ones, None where there are none."""
    if _KEY not in st.session_state:
        return None
    every = (each.events(catalog, view) for each in mine().files.values() if each.shown)
    return next((each for each in every if each), None)


def found(token: str, id_: str, visit: str) -> Own | None:
    """Return a layer for the browser that asks for its file; None for any other than the visit's own.

    Args:
        token: The secret of the visit.
        id_: The layer.
        visit: The cookie of the browser that asks.
    """
    visits = _FOUND.get(token)
    if visits is None or not secrets.compare_digest(visits.visit.encode(), visit.encode()):
        return None
    each = visits.files.get(id_)
    return each.own() if each else None


def url(own: Own, theme: Theme) -> str:
    """Return the address of a layer's file in a theme; another look has another address."""
    about = f"{own.layer.hash} {own.styling!r} {own.title} {language.current()}"
    version = sha256(about.encode()).hexdigest()[:12]
    return settings.at(f"{ROUTE}/{mine().token}/{own.id}.{version}.{theme.name}.json")
