"""The only caching: the Catalog once per process and release, the Scene once per View.

What has claims of the reader's own in it is kept in the visit's own memory alone, and ends with it.

Keys are plain values (the ledger's hash and the View), never a table: Streamlit samples large
tables when it makes a key of them, and two different ones can get the same key.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from itertools import count
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

import streamlit as st
from pyarrow import Table
from streamlit.dataframe_util import convert_anything_to_arrow_bytes
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard import settings
from dashboard.answer.events import LAYER
from dashboard.answer.events import on as events_on
from dashboard.answer.scene import Scene, compose
from dashboard.charts.entries import CHARTS
from dashboard.charts.vega import Spec
from dashboard.look.theme import Theme
from dashboard.map import files as map_files
from dashboard.map import film
from dashboard.map.overlays import OVERLAYS
from dashboard.page import address, uploads
from dashboard.question.choices import Choices, choices_of
from dashboard.question.view import View, Within
from dashboard.wording import language
from dashboard.wording import page as words
from geodata.adding.own import Own, with_own
from geodata.bundle.reading import Bundle, read_bundle
from geodata.bundle.releases import find
from geodata.catalog import Catalog, open_catalog
from geodata.errors import FOLDER, UnknownName

_T = TypeVar("_T")


def folder() -> Path:
    """Return the folder of the data: that of the package, or the one that is set for this server."""
    return Path(_folder())


def _folder() -> str:
    # It is asked fifty times a run: whatever set it, `run` has put it into the environment.
    return os.environ.get(settings.BUNDLE) or str(FOLDER)


_ASIDE: Any = {name: getattr(View(), name) for name in ("map_of", "beside", "log", "log_of", "log_order")}
"""What of a view changes no answer and no chart: what the map and the log show of it."""


def newest() -> Catalog:
    """Return the ledger as it is now, opened and checked: the bundled one, or that of `folder`.

    Raises:
        BrokenBundle: If the bundle breaks its own rules; nothing is shown then but its issues.
    """
    of = _folder()
    if of not in _OPEN:  # Streamlit's own cache takes 0.1 ms to answer, and is asked fifty times a run
        _OPEN[of] = _newest(of)
    return _OPEN[of]


_OPEN: dict[str, Catalog] = {}
"""Each ledger that somebody has opened, by its folder."""


def opened() -> Catalog | None:
    """Return the ledger as it is now where it is open; where not, None: it is not opened for that."""
    return _OPEN.get(_folder())


@st.cache_resource(max_entries=2, show_spinner=False)
def _newest(folder: str) -> Catalog:
    return open_catalog(folder)


@st.cache_resource(max_entries=3, show_spinner=words.OPENING_RELEASE())
def _release(data: str) -> Catalog:
    return open_catalog(folder(), release=data)


def older() -> tuple[str, ...]:
    """Return the hashes of the releases before the newest, which a link can ask for."""
    ledger = newest()
    return tuple(release.hash for release in ledger.releases if release.hash != ledger.hash)


def named(text: str) -> str:
    """Return the hash of the ledger that a link names: by number, hash or its beginning; empty for none."""
    ledger = newest()
    if text == ledger.hash:
        return text
    try:
        return find(ledger.releases, text).hash
    except UnknownName:
        return ""


def ledger(data: str) -> Catalog:
    """Return the ledger as it stood at the older release with that hash; as it is now for any other."""
    return _release(data) if data and data in older() else newest()


def ledger_asked() -> Catalog:
    """Return the ledger that the page's address asks: as it is now, or as it stood at a release."""
    return ledger(address.data_asked())


def catalog() -> Catalog:
    """Return the ledger that the page's address asks, with the claims of this visit's reader in it."""
    return joined(ledger_asked())


def choices() -> Choices:
    """Return what a View may name on the ledger that the page's address asks."""
    of = catalog()
    if of.own:
        return kept("choices", of.hash, lambda: choices_of(of, OVERLAYS))
    return choices_on(of.hash)  # never the address's own text: any could push another out


# -- Claims of the reader's own --------------------------------------------------------------------

_OWN, _KEPT = "own_claims", "own_kept"
_MOST_KEPT = 24
"""Answers of each kind that a visit keeps."""


def own() -> Own | None:
    """Return the claims of this visit's reader, None where there are none."""
    try:
        mine: Own | None = st.session_state[_OWN]
    except KeyError:  # told once: Streamlit takes long to say that it has nothing
        mine = st.session_state[_OWN] = None
    return mine if mine and mine.claims else None


def has_own() -> bool:
    """Tell whether this thread makes a page of a visit with files or claims of its reader's own."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is None:
        return False
    # Not by `st.session_state`: that looks whether this run has to end, and may end it here.
    state: Any = context.session_state._state
    return uploads.any_in(state) or (_OWN in state and bool(state[_OWN]))


def set_own(claims: Own | None) -> None:
    """Let other claims be those of this visit's reader; call it from a callback."""
    st.session_state[_OWN] = claims
    st.session_state.pop(_KEPT, None)


def bundle() -> Bundle:
    """Return the rows of the ledger as they lie in its folder, for claims that are checked beside them."""
    return read_bundle(folder())


def joined(asked: Catalog) -> Catalog:
    """Return a ledger with the claims of this visit's reader in it; itself where there are none.

    Claims that name what an older release does not have are not in it: `own_at_release` says so.
    """
    mine = own()
    if mine is None:
        return asked

    def made() -> Catalog:
        try:
            return with_own(asked, bundle(), mine)
        except UnknownName:
            return asked

    return kept("catalog", f"{asked.hash} {mine.hash}", made)


def kept(kind: str, key: Any, make: Callable[[], _T]) -> _T:
    """Return what a visit keeps under a key, made where it has none; the oldest makes room."""
    return _kept(st.session_state.setdefault(_KEPT, {}).setdefault(kind, {}), key, make, _MOST_KEPT)


def _kept(of: dict[Any, Any], key: Any, make: Callable[[], _T], most: int) -> _T:
    """Return what is kept under a key; of more than so many the oldest makes room."""
    if (found := of.get(key)) is not None:
        again: _T = found
        return again
    made = make()
    with _MAKING_ROOM:
        of[key] = made
        if len(of) > most:
            del of[next(iter(of))]
    return made


def own_films(scenes: Sequence[Scene], theme: Theme) -> Mapping[str, Any]:
    """Return the films of scenes with claims or events of the reader's own by address: no server has them."""
    found: dict[str, Any] = {}
    for scene in scenes:
        events = scene.events if events_on(scene) else None
        if scene.catalog.own or events:
            url = film.url(scene.view, theme, choices(), scene.catalog, events)
            asked = film.question(scene.view, choices())
            make = partial(film.film_json, scene.catalog, asked, theme, events)
            made = found[settings.at(url)] = kept("film", f"{url} {language.current()}", make)
            if events:
                drawn = [each for each in made["layers"] if each["of"] == LAYER]
                keys = frozenset(key for each in drawn for key in each["runs"])
                make_files = partial(map_files.events_files, events, scene.catalog, keys)
                found |= kept("event_files", f"{url} {language.current()}", make_files)
    return found


# -- Choices, scenes, charts -----------------------------------------------------------------------
# For all readers. Streamlit's own cache takes half a millisecond to tell that it has something.

_SCENES: dict[Any, Scene] = {}
_MADE: dict[str, dict[Any, Any]] = {}
_PREVIEWS: dict[Any, tuple[bytes, str, str]] = {}
_MOST = 256
"""Scenes, and what of each kind is made from them, that are kept."""
_MAKING_ROOM = Lock()


@lru_cache(maxsize=4)
def choices_on(data: str) -> Choices:
    """Return what a View may name on the ledger of a release."""
    return choices_of(ledger(data), OVERLAYS)


@st.cache_resource(show_spinner=False)
def freeze_gc(page: str) -> None:
    """Freeze the garbage collector after a page's first run.

    Streamlit searches after every run of the page, and going through libraries and ledger anew was
    most of what a run cost.
    """
    gc.collect()
    gc.freeze()


_FRESH, _MANY, _SWEPT = set[int](), 8, 100
"""Answers that were made since the last freeze, how many of them ask for one, and each how manieth sweeps."""
_FREEZES = count(1)


def spare_gc(*, whole: bool) -> None:
    """Freeze visits and kept answers, so that no run is searched for garbage among them.

    That is before each run of a whole page, and before others once some new answers are kept.

    What a run has at hand is frozen with them, so not at every run: it is a quarter of a megabyte, which is
    found only when everything is searched, once in many freezes.
    """
    if not whole and len(_FRESH) < _MANY:
        return
    _FRESH.clear()
    if not next(_FREEZES) % _SWEPT:
        gc.unfreeze()
    gc.collect()
    gc.freeze()


def scene(view: View, asked: Catalog | None = None) -> Scene:
    """Return the answer to `view`, by another ledger than the page's if one is given.

    The camera does not change it, nor does what the map, the log and the lists show. The layers of the
    reader's own are added here, for this visit alone: what is kept has none.
    """
    of = asked or catalog()
    if of.own:
        question = _question(view)
        made = kept("scene", f"{of.hash} {question!r}", lambda: compose(of, question))
    else:
        made = answer(view, of)
    return replace(made, view=view, own=uploads.shown(), events=uploads.events(of, view))


def answer(view: View, of: Catalog) -> Scene:
    """Return the answer to `view` by a ledger without anything of a reader's own; there need be no visit."""
    question = _question(view)
    made = _kept(_SCENES, (of.hash, question), lambda: _fresh(of, question), _MOST)
    return replace(made, view=view)


def _question(view: View) -> View:
    return replace(view, camera=None, within=Within.OFF, **_ASIDE)


def _fresh(of: Catalog, question: View) -> Scene:
    made = compose(of, question)
    _FRESH.add(id(made))
    return made


def chart(name: str, scene: Scene, theme: Theme) -> Spec:
    """Return a chart as a specification.

    No chart depends on the day, only what lies over it does, and the axis where the day is old.
    """
    return whatever_the_day(scene, lambda: packed(CHARTS[name].spec(scene, theme)), "chart", name, theme.name)


def whatever_the_day(scene: Scene, make: Callable[[], _T], *kind: Any) -> _T:
    """Return what a scene gives whatever the day, made once for its question.

    It may depend on all of the question but the day, the camera, the layers, and what map and log show.

    Args:
        scene: The scene.
        make: Makes it.
        kind: What it is, in a word; whatever else it depends on.
    """
    question = replace(scene.view, on=scene.axis.start, compare_on=None, camera=None, layers=(), **_ASIDE)
    return _remembered(scene, question, make, kind)


def remembered(scene: Scene, make: Callable[[], _T], *kind: Any) -> _T:
    """Return what a scene gives, made once for its question; the reader's own layers may not be in it.

    `kind` is what it is, in a word, and whatever else it depends on.
    """
    return _remembered(scene, scene.view, make, kind)


def _remembered(scene: Scene, question: View, make: Callable[[], _T], kind: tuple[Any, ...]) -> _T:
    key = (scene.catalog.hash, question, language.current(), kind)
    if scene.catalog.own:
        return kept(kind[0], key, make)
    return _kept(_MADE.setdefault(kind[0], {}), key, make, _MOST)


def preview(key: str, make: Callable[[], tuple[bytes, str, str]]) -> tuple[bytes, str, str]:
    """Return the preview of a briefing, its title and alternative text: kept for all readers by its key."""
    return _kept(_PREVIEWS, key, make, settings.current().previews_kept)


def packed(spec: Spec) -> Spec:
    """Return a specification with its rows as Streamlit sends them; it would pack them anew at every run."""
    rows = {
        name: convert_anything_to_arrow_bytes(Table.from_pylist(each))
        for name, each in spec["datasets"].items()
    }
    return {**spec, "datasets": rows}
