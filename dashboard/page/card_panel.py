"""The card of the chosen place or mine cluster."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from dashboard.answer.claims import claims_about
from dashboard.answer.holdings import of_window
from dashboard.answer.scene import Scene
from dashboard.answer.window import split
from dashboard.look.signs import swatch
from dashboard.look.theme import Theme, look
from dashboard.page import address, day, panels, store, tables
from dashboard.page.caption import caption, small
from dashboard.page.claim_links import claim_ids, claim_links
from dashboard.question.view import Within
from dashboard.wording import card as cards
from dashboard.wording import headline, mines
from dashboard.wording import page as words
from dashboard.wording.card import Card, Topic, card_of, cluster_card
from dashboard.wording.claims import ClaimRow, every_claim
from dashboard.wording.text import Run, escape, joined, markdown, source_icon
from geodata.adding.own import table_of
from geodata.datasets.places import Place
from geodata.exports.evidence import claim_row

HEIGHT = 480
"""Of the card beside the map, px."""
_ALL_CLAIMS, _NEAR_MINES = "all_claims", "near_mines"
"""Keys of the expanders that are filled while they are open."""
_NBSP = "\N{NO-BREAK SPACE}"
_DOT = " · "


def card() -> None:
    """Draw the card of a place or a mine cluster."""
    day.still(_head, _draw_head, gap="xsmall")
    day.still(_rows, _draw_rows, single=True)
    day.still(_rest, _draw_rest, gap="xsmall")


def _card(scene: Scene) -> Card | None:
    return store.remembered(scene, lambda: (card_of(scene) or cluster_card(scene),), "card")[0]


def _head(scene: Scene, _: Theme) -> tuple[str, ...]:
    """Return what stands at the head of the card: a line on the day, name, name in other scripts, facts."""
    line, shown = headline.on_the_day(scene) if of_window(scene) else "", _card(scene)
    return (line, shown.title, shown.native, shown.facts) if shown else (line,)


def _draw_head(head: tuple[str, ...]) -> None:
    line, *shown = head
    if line:
        caption(escape(line, longest=600))
    if not shown:
        caption(words.NO_PLACE())
        return
    title, native, facts = shown
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom", gap="small"
    ):
        st.header(escape(title), anchor=False, width="content")
        if native:
            st.markdown(panels.grey(native), width="content")
    caption(escape(facts))


def _rows(scene: Scene, theme: Theme) -> tuple[str, Mapping[str, str]] | None:
    """Return the name on the card, and its rows as Markdown by their labels; one has the holder's swatch."""
    shown = _card(scene)
    if shown is None:
        return None
    held, actors = scene.control.get(scene.view.place or "") or scene.cluster, scene.catalog.actors
    mark = swatch(look(held, held.stale, theme, actors), theme, "") if held else ""
    marks, spell = {Topic.CONTROL: f"{mark} "}, panels.speller()
    return shown.title, {
        panels.grey(row.label).replace(" ", _NBSP): marks.get(row.topic, "") + spell(row.text)
        for row in shown.rows
    }


def _draw_rows(shown: tuple[str, Mapping[str, str]] | None) -> None:
    if shown is None:
        return
    name, rows = shown
    st.table(
        tables.labelled(rows),
        border="horizontal",
        hide_header=True,
        hide_index=False,  # the labels
        alt=cards.ROWS_ALT(name=name),
    )


def _rest(scene: Scene, _: Theme) -> tuple[Any, ...]:
    """Return what the rest of the card depends on: no day, as long as its tables are closed."""
    shown = _card(scene)
    rest = replace(shown, rows=()) if shown else None
    return rest, panels.opened_on(scene, _ALL_CLAIMS, _NEAR_MINES)


def _draw_rest(rest: tuple[Any, ...]) -> None:
    shown: Card | None = rest[0]
    if shown is None:
        return
    scene = store.scene(address.view())
    leads = claim_links(scene.view)
    if shown.used:
        st.table(
            tables.listed([{cards.CLAIM(): claim_in_short(row, leads)} for row in shown.used[: cards.SHOWN]]),
            border="horizontal",
            hide_header=True,
            hide_index=True,
            alt=cards.USED_ALT(name=shown.title),
        )
    for number, row in enumerate(shown.set_aside[:2]):
        with st.container(key=f"set_aside_{number}", gap=None):
            st.markdown(f":small[~~**{_unbroken(row.day)}**~~ {_claim_says(row)} {_who(row)}]")
            st.markdown(small(markdown(row.sentence)))
            st.markdown(f":small[{markdown(row.result)} {claim_ids(row.claims, leads)}]")
    more = len(shown.set_aside) - 2
    if more > 0:
        caption(escape(cards.more_set_aside(more)))
    if below := joined([shown.silent, shown.note], "\n"):
        caption(markdown(below))
    if shown.claims and scene.place:
        _all_claims(shown, scene, scene.place, leads)
    if shown.outside:
        caption(f":material/filter_alt: {escape(shown.outside)}")
    for line in shown.beside:
        caption(markdown(line))
    if scene.place:
        _near_mines(scene, scene.place)


def _unbroken(text: str) -> str:
    """Return short text that is not broken over two lines."""
    return markdown(text).replace(" ", _NBSP)


def _claim_says(row: ClaimRow) -> str:
    """Return what a claim says; its codes are spelled out above it, in the answer and the card's rows."""
    return markdown(row.says).replace(" \\+ ", f"{_NBSP}+{_NBSP}")


def _who(row: ClaimRow) -> str:
    return f"{markdown(row.who)} {source_icon(row.address)}".strip()


def claim_in_short(row: ClaimRow, leads: Callable[[str], str]) -> str:
    """Return a claim in lines of Markdown: what it says, its sentence and note, who says so, its topic.

    `leads` gives the address of a claim's page, as `claim_links` does.
    """
    first = [_unbroken(row.day), _claim_says(row), markdown(row.result)]
    last = [_who(row), panels.grey(row.about), claim_ids(row.claims, leads)]
    lines = (_DOT.join(filter(None, first)), markdown(row.sentence), _DOT.join(filter(None, last)))
    return "  \n".join(filter(None, lines))


def _near_mines(scene: Scene, place: Place) -> None:
    """Draw the table of the mine clusters near a place; its rows are made only while it is open."""
    every = mines.near(scene, place)
    if not every:
        return
    opened = st.expander(
        mines.label(len(every)), icon=":material/landscape:", key=_NEAR_MINES, on_change="rerun"
    )
    if opened.open:
        with opened:
            st.table(
                [
                    {
                        mines.CLUSTER(): markdown(joined([Run(row.label, strong=True), row.distance], "\n")),
                        mines.HOLDER(): panels.spelled(row.holder),
                        mines.SIZE(): row.size,
                    }
                    for row in mines.rows(scene, place)
                ],
                border="horizontal",
                hide_index=True,
                alt=mines.ALT(place=place.name),
            )
            tables.csv_button(lambda: mines.file_rows(scene, place), f"mines-near-{place.place_id}")


def _all_claims(shown: Card, scene: Scene, place: Place, leads: Callable[[str], str]) -> None:
    """Draw the table of all claims; its rows are made only while it is open."""
    opened = st.expander(
        cards.every_claim_label(shown.claims, limited=scene.view.within is not Within.OFF),
        icon=":material/format_list_bulleted:",
        key=_ALL_CLAIMS,
        on_change="rerun",
    )
    if opened.open:
        with opened:
            st.table(
                [{cards.CLAIM(): claim_in_short(row, leads)} for row in every_claim(scene, place)],
                border="horizontal",
                hide_header=True,
                hide_index=True,
                alt=cards.EVERY_CLAIM_ALT(name=shown.title),
            )
            tables.csv_button(
                lambda: (
                    claim_row(scene.catalog, each)
                    for each in split(scene.view, claims_about(scene.catalog, place)).inside
                ),
                f"claims-{place.place_id}",
            )


def evidence_button(scene: Scene, place: Place) -> None:
    """Draw the button that downloads the evidence of the chosen place, made when it is asked for."""
    from dashboard.answer import proof  # not before a place is shown: the server starts without it

    mine = store.own()
    st.download_button(
        words.PROVE(),
        data=lambda: proof.evidence_file(scene, place, table_of(mine.given) if mine else b""),
        file_name=proof.file_name(scene, place),
        mime="application/zip",
        key="prove",
        icon=":material/folder_zip:",
        on_click="ignore",
        help=words.PROVE_HELP(),
    )
