"""The part of the Data page for the reader's own files: upload, what is wrong, questions, preview, looks."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from functools import partial
from itertools import islice
from typing import TypeVar

import numpy as np
import streamlit as st

from dashboard import settings
from dashboard.answer import own as answer
from dashboard.answer.events import LAYER
from dashboard.answer.own import Group, Kind, Own, Scheme, Styling
from dashboard.look.own import glyph
from dashboard.look.signs import sign
from dashboard.look.theme import THEMES, Look, Theme
from dashboard.map.own import locator
from dashboard.page import address, fault_codes, measures, uploads
from dashboard.page.caption import caption
from dashboard.page.measures import Uploaded, Where
from dashboard.page.uploads import Upload
from dashboard.question.framing import camera_at
from dashboard.question.view import FIRST_DAY, LAST_DAY
from dashboard.wording import events as event_words
from dashboard.wording import own as words
from dashboard.wording import page as page_words
from dashboard.wording.own import foreign
from dashboard.wording.text import escape, quiet
from geodata.catalog import Catalog
from geodata.errors import LedgerError
from geodata.exports.files import spreadsheet
from geodata.imports import known
from geodata.imports.layer import LIMITS, Answers, Layer, Level, Limits, Question, cleaned
from geodata.imports.understand import read

_LOG = logging.getLogger(__name__)

_FIRST, _CELLS = 5, 8
"""Rows and cells of a preview."""

_PATIENCE = 0.7
"""Seconds before a bar tells how long a file is being read."""

_ICONS = {
    Level.ERROR: ":material/error:",
    Level.WARNING: ":material/warning:",
    Level.NOTE: ":material/info:",
}


def section(catalog: Catalog) -> None:
    """Draw the place to put a file, and a card for each file of this visit."""
    files = uploads.mine()
    st.header(words.HEADING(), anchor="your-data")
    st.markdown(quiet(escape(words.REMARK(), longest=600)))
    with st.container(key="own_upload", gap="xsmall"):
        if len(files.files) >= LIMITS.layers:
            st.info(words.too_many(), icon=":material/block:")
        else:
            _field(catalog)
        caption(escape(words.FORMATS(), longest=600))
        caption(escape(words.limits(_limits()), longest=600))
        caption(f":material/lock: {escape(words.PRIVATE(), longest=600)}")
    for each in list(files.files.values()):
        with st.container(border=True, gap="small", key=f"own_{each.id}"):
            _card(each, catalog)


def _limits() -> Limits:
    """Return what a file may have here: a server may be set to take smaller ones only."""
    return replace(LIMITS, bytes=settings.current().upload_mb * 2**20)


# -- Reading ---------------------------------------------------------------------------------------


def _field(catalog: Catalog) -> None:
    files = uploads.mine()
    key = f"own_file_{files.turn}"
    file = st.file_uploader(words.UPLOAD(), key=key, max_upload_size=_limits().bytes // 2**20)
    if file is None:
        return
    if file.size > min(_limits().bytes, files.left):
        st.error(words.too_large(file.size, max(files.left, 0)), icon=":material/block:")
        return
    if files.refused[0] != file.file_id:
        each = Upload.of(file.name, file.getvalue())
        _read(each, catalog)
        files.refused = (file.file_id, each.refusal)
    if files.refused[1]:
        st.error(foreign(files.refused[1], 600), icon=":material/block:")
        return
    files.add(each)
    uploads.let_go(key, file.file_id)
    files.turn += 1  # a new field, an empty one
    st.rerun()


def _read(each: Upload, catalog: Catalog) -> None:
    """Read a file by its answers; a bar tells how long it takes where it takes long."""
    each.layer, each.refusal = None, ""
    place = st.empty()
    with ThreadPoolExecutor(1) as worker, place:
        began = time.monotonic()
        at_work = worker.submit(read, each.data, each.name, catalog, each.answers, actors=each.actors)
        while not at_work.done():
            if (spent := time.monotonic() - began) > _PATIENCE:
                text = words.READING_LONG(
                    file=foreign(each.name, 60), seconds=round(spent), most=round(LIMITS.seconds)
                )
                st.progress(min(spent / LIMITS.seconds, 1.0), text=text)
            time.sleep(0.05)
    place.empty()
    uploads.give_back()
    error = at_work.exception()
    if error is None:
        each.layer = at_work.result()
        measures.uploaded(Uploaded.TAKEN)
    elif isinstance(error, LedgerError):
        each.refusal = page_words.refusal(error)
        measures.uploaded(Uploaded.REFUSED)
    else:
        # A fault of ours or of a library: the visit goes on, the cause goes to the log.
        fault_codes.keep_private(error)
        _LOG.error("a reader's file could not be read", exc_info=error)
        each.refusal = f"{words.BROKEN()} {page_words.IN_THE_LOG(code=fault_codes.code(error))}"
        measures.uploaded(Uploaded.FAILED)
        measures.fault(Where.UPLOAD)


# -- A file ----------------------------------------------------------------------------------------


def _card(each: Upload, catalog: Catalog) -> None:
    layer = each.layer
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.subheader(foreign(each.called, 80), anchor=False)
        st.button(
            words.REMOVE(),
            key=f"own_remove_{each.id}",
            icon=":material/delete:",
            on_click=uploads.mine().remove,
            args=(each.id,),
        )
    if layer is None:
        st.error(foreign(each.refusal, 600), icon=":material/block:")
        _another_way(each, (), catalog)
        return
    if layer.questions:
        _questions(each, layer.questions, catalog)
    else:
        st.markdown(f"**{escape(words.drawn_of(layer))}**")
    if not layer.shareable:
        st.info(words.NOT_SHAREABLE(), icon=":material/lock:")
    _report(layer)
    _rejects(each, layer)
    for line in words.facts(layer.facts):
        caption(line)
    _another_way(each, layer.columns, catalog)
    _actors(each, layer, catalog)
    _as_events(each, layer)
    if own := each.own():
        _looks(each, own, catalog)
        _preview(own, catalog, counted=each.as_events)


def _report(layer: Layer) -> None:
    """Draw what was found, the gravest first: how many rows, what, what to do, examples."""
    if not layer.findings:
        caption(f":material/check: {words.NOTHING_FOUND()}")
    for level, heading in words.LEVELS.items():
        found = [each for each in layer.findings if each.level is level]
        if found:
            st.markdown(f"{_ICONS[level]} **{escape(heading())}**")
        for each in found:
            lines = [words.counted(each.count, each.sentence)]
            if each.advice:
                lines.append(foreign(each.advice, 600))
            if each.examples:
                values = ", ".join(foreign(text, 80) for text in each.examples[:3])
                lines.append(quiet(words.SUCH_AS(values=values)))
            st.markdown("- " + "  \n  ".join(lines))


def _rejects(each: Upload, layer: Layer) -> None:
    if not layer.set_aside:
        return
    with st.expander(f"{words.REJECTS()}: {len(layer.set_aside)}", icon=":material/block:"):
        st.table(
            [
                {
                    words.WHY(): words.reason(row),
                    words.VALUES(): _cells(dict(row.values)),
                }
                for row in layer.set_aside[:_FIRST]
            ],
            border="horizontal",
            hide_index=True,
            alt=words.SET_ASIDE_ALT(),
        )
    st.download_button(
        words.DOWNLOAD_REJECTS(),
        data=lambda: spreadsheet(answer.set_aside_rows(layer)),
        file_name="border-ledger-rows-set-aside.csv",
        mime="text/csv",
        key=f"own_rejects_{each.id}",
        icon=":material/download:",
        on_click="ignore",
        help=words.REJECTS_HELP(),
    )


def _cells(values: dict[str, str | None]) -> str:
    """Return the filled cells of a row in one cell of Markdown, each after the name of its column."""
    filled = ((name, text) for name, text in values.items() if text)
    return " · ".join(
        f"{quiet(foreign(name, 40))} {foreign(text, 80)}" for name, text in islice(filled, _CELLS)
    )


# -- Questions -------------------------------------------------------------------------------------


def _questions(each: Upload, questions: Sequence[Question], catalog: Catalog) -> None:
    with st.form(f"own_questions_{each.id}"):
        st.markdown(f":material/help: **{escape(words.QUESTIONS())}**")
        caption(escape(words.QUESTIONS_HELP()))
        given = {}
        for question in questions:
            kept = getattr(each.answers, question.name)
            given[question.name] = st.selectbox(
                foreign(question.sentence, 400),
                question.options,
                index=question.options.index(kept) if kept in question.options else None,
                format_func=partial(words.choice, question.name),
                key=f"own_{each.id}_ask_{question.name}",
            )
        if st.form_submit_button(words.USE_ANSWERS(), type="primary"):
            _answer(each, {name: value for name, value in given.items() if value is not None}, catalog)


def _another_way(each: Upload, columns: Iterable[str], catalog: Catalog) -> None:
    """Draw what else can be said of a file, though nobody asked: mostly which column is what."""
    names = list(columns)
    answered = [item.name for item in fields(Answers) if getattr(each.answers, item.name)]
    if not names and not answered:
        return
    opened = st.expander(
        words.ANOTHER_WAY(), icon=":material/tune:", key=f"own_{each.id}_another", on_change="rerun"
    )
    if not opened.open:
        return
    with opened, st.form(f"own_way_{each.id}", border=False):
        given: dict[str, str] = {}
        offered = {name: ["", *names] for name in words.OF_COLUMNS} | {
            "day_first": ["", "true", "false"],
            "swapped": ["", "true", "false"],
        }
        for name in dict.fromkeys([*offered, *answered]):
            kept = getattr(each.answers, name)
            options = list(dict.fromkeys([*offered.get(name, [""]), kept]))
            label, shown = words.ANSWERS[name](), partial(words.choice, name)
            given[name] = _chosen(label, options, kept, shown, f"own_{each.id}_way_{name}")
        if st.form_submit_button(words.USE_ANSWERS()):
            _answer(each, given, catalog)


def _actors(each: Upload, layer: Layer, catalog: Catalog) -> None:
    """Draw the table of the names of actors in a file and ours, to edit, save and load."""
    if "column_actor" not in layer.facts:
        return
    opened = st.expander(
        words.ACTORS(), icon=":material/groups:", key=f"own_{each.id}_actors", on_change="rerun"
    )
    if not opened.open:
        return
    table = answer.actors_named(layer)
    with opened:
        caption(escape(words.ACTORS_HELP(), longest=400))
        edited = st.data_editor(
            [{"name": name, "actor_id": id_} for name, id_ in table.items()],
            column_config={
                "name": st.column_config.TextColumn(words.NAME_IN_FILE(), disabled=True),
                "actor_id": st.column_config.SelectboxColumn(
                    words.OUR_ACTOR(), options=["", *catalog.actors]
                ),
            },
            hide_index=True,
            key=f"own_{each.id}_actor_table",
        )
        left, middle = st.columns(2)
        if left.button(words.USE_TABLE(), key=f"own_{each.id}_use_actors"):
            _mapped(each, {row["name"]: row["actor_id"] or "" for row in edited}, catalog)
        middle.download_button(
            words.SAVE_TABLE(),
            data=lambda: known.actors_csv(table),
            file_name="border-ledger-actors.csv",
            mime="text/csv",
            key=f"own_{each.id}_save_actors",
            icon=":material/download:",
            on_click="ignore",
        )
        saved = st.file_uploader(
            words.LOAD_TABLE(), type="csv", key=f"own_{each.id}_load_{len(each.actors)}", max_upload_size=1
        )
        if saved is not None:
            try:
                _mapped(each, known.read_actors(saved.getvalue(), catalog), catalog)
            except LedgerError as error:
                st.error(foreign(page_words.refusal(error), 600), icon=":material/block:")


def _mapped(each: Upload, actors: Mapping[str, str], catalog: Catalog) -> None:
    each.actors = dict(actors)
    _read(each, catalog)
    st.rerun()


def _answer(each: Upload, given: dict[str, str], catalog: Catalog) -> None:
    each.answers = replace(each.answers, **given)
    _read(each, catalog)
    st.rerun()


# -- Looks and preview -----------------------------------------------------------------------------


def _as_events(each: Upload, layer: Layer) -> None:
    """Draw the switch that counts the rows as conflict events, where they are of a kind that has any."""
    from geodata.events.own import kind_of  # pyarrow: only for who has a file

    if layer.questions or kind_of(layer) is None:
        return
    key = f"own_{each.id}_events"
    each.as_events = st.toggle(event_words.AS_EVENTS(), value=each.as_events, key=key)
    if each.as_events:
        caption(escape(event_words.AS_EVENTS_HELP()))


def _looks(each: Upload, own: Own, catalog: Catalog) -> None:
    layer, styling = own.layer, each.styling
    kinds = [Kind.ONE, Kind.CATEGORY]
    numbers = answer.numbers_in(layer)
    kinds += [Kind.NUMBER] if numbers else []
    kinds += [Kind.ACTOR] if any(layer.actors) else []
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        each.shown = st.toggle(words.SHOW(), value=each.shown, key=f"own_{each.id}_shown")
        title = st.text_input(words.NAME(), value=each.called, max_chars=60, key=f"own_{each.id}_title")
        each.title = cleaned(title, 60)
        key = f"own_{each.id}_kind"
        kind = _chosen(words.STYLE(), kinds, styling.kind, lambda kind: words.STYLES[kind](), key)
        column, scheme = "", styling.scheme
        if kind in (Kind.CATEGORY, Kind.NUMBER):
            columns = list(numbers if kind is Kind.NUMBER else layer.columns)
            key = f"own_{each.id}_{kind}_column"
            column = _chosen(words.COLUMN(), columns, styling.column, lambda name: cleaned(name, 60), key)
        if kind is Kind.NUMBER:
            key, schemes = f"own_{each.id}_scheme", list(Scheme)
            scheme = _chosen(words.SCHEME(), schemes, scheme, lambda each: words.SCHEMES[each](), key)
    each.styling = Styling(kind, column, scheme)
    own = each.own() or own
    theme = THEMES[st.context.theme.type or "light"]
    signs = []
    for number, group in enumerate(own.classes.groups):
        count = int((own.classes.of == number).sum())
        signs.append(
            f"{_sign(group, theme)}\N{NO-BREAK SPACE}{escape(words.group_counted(group, count, catalog))}"
        )
    st.markdown("\N{EM SPACE}".join(signs))
    if own.classes.left_out:
        caption(escape(words.without_number(own.classes.left_out)))


_T = TypeVar("_T")


def _chosen(label: str, options: Sequence[_T], kept: _T, shown: Callable[[_T], str], key: str) -> _T:
    """Draw a choice that always has an answer: the one that was kept, or else the first."""
    at = options.index(kept) if kept in options else 0
    found = st.selectbox(label, options, index=at, format_func=shown, key=key)
    return options[at] if found is None else found


def _sign(group: Group, theme: Theme) -> str:
    drawn = glyph(group, theme)
    return sign(f"own-{drawn.shape}", Look("solid", (drawn.fill,), False, (), ""), theme)


def _to_see(own: Own, *, counted: bool) -> dict[str, list[str]]:
    """Return the question of this run, on a day and at a part of the map where rows are drawn, or counted."""
    params, view = address.params_now(), address.view()
    day = answer.day_to_see(own, view.on)
    if day != view.on:
        params["on"] = [str(day)]
    if (found := answer.bounds_on(own, day)) and not view.camera:
        params["camera"] = [str(camera_at(found, room=0.75))]
    days = sorted(each for each in (*own.layer.first, *own.layer.last) if each)
    if counted and days:
        params["layers"] = list(dict.fromkeys((*view.layers, LAYER)))
        params["window"] = [str(max(days[0], FIRST_DAY)), str(min(days[-1], LAST_DAY))]
    return params


def _preview(own: Own, catalog: Catalog, *, counted: bool) -> None:
    layer = own.layer
    seen = np.isfinite(own.points).all(axis=1)
    if seen.any():
        west, south = own.points[seen].min(axis=0)
        east, north = own.points[seen].max(axis=0)
        theme = THEMES[st.context.theme.type or "light"]
        with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
            st.markdown(f"![{words.EXTENT_ALT()}]({locator(own, catalog, theme)})", width="content")
            with st.container(gap="xsmall", width="stretch"):
                caption(escape(words.reach(west, south, east, north)))
                caption(escape(words.days_of(own)))
                if st.button(
                    words.TO_THE_MAP(),
                    key=f"own_see_{own.id}",
                    icon=":material/map:",
                    on_click=address.ask,
                    args=(_to_see(own, counted=counted),),
                ):
                    st.switch_page("app_pages/explore.py")
    with st.expander(words.FIRST_ROWS(), icon=":material/table_rows:", key=f"own_{own.id}_rows"):
        st.table(
            [
                {
                    words.ROW(): str(layer.rows[at]),
                    words.VALUES(): _cells({name: cells[at] for name, cells in layer.columns.items()}),
                }
                for at in range(min(_FIRST, len(layer.rows)))
            ],
            border="horizontal",
            hide_index=True,
            alt=words.FIRST_ROWS_ALT(),
        )
