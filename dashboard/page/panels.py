"""Pieces that pages repeat: the notices, the figures, the card of the chosen place, charts and tables."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial

import streamlit as st
from streamlit.elements.lib.mutable_tab_container import TabContainer
from streamlit.navigation.page import Page

from dashboard import settings
from dashboard.answer.comparison import Comparison, comparison_rows
from dashboard.answer.holdings import Answer, of_window
from dashboard.answer.scene import Scene
from dashboard.look.signs import strip, swatch
from dashboard.look.theme import Theme, look
from dashboard.map.labels import look_of
from dashboard.page import address, controls, day, fault_codes, lost, measures, store, tables
from dashboard.page.address import Part
from dashboard.page.caption import caption
from dashboard.page.measures import Where
from dashboard.question import link
from dashboard.question.choices import Choices
from dashboard.wording import counts, glossary, headline, holdings, releases
from dashboard.wording import feed as feed_words
from dashboard.wording import log as log_words
from dashboard.wording import own_claims as own_words
from dashboard.wording import page as words
from dashboard.wording.counts import Figure
from dashboard.wording.differences import WHAT_WHEN_WHO, AnswerShown, comparison_table, sides
from dashboard.wording.language import Message
from dashboard.wording.text import Run, Text, escape, joined, markdown
from geodata.catalog import Catalog
from geodata.errors import BrokenBundle, LedgerError
from geodata.vocab import Dimension

_LOG = logging.getLogger(__name__)

_DOT = " · "


def menu(pages: Sequence[Page], parts: Sequence[Part]) -> None:
    """Draw the links from page to page; each asks its page the question of this run."""
    every = address.params_on([page.url_path for page in pages], parts)
    for page, params in zip(pages, every, strict=True):
        st.page_link(page, query_params=params)


def masthead() -> None:
    """Draw the name of the page and what it answers, at the head of the sidebar."""
    with st.container(gap=None):
        st.header(words.NAME(), anchor=False)
        caption(words.ABOUT())


def sidebar(catalog: Catalog, choices: Choices, *, window: bool = False) -> None:
    """Draw the sidebar of a page that asks for a day and the evidence, and perhaps for a window."""
    with st.sidebar, st.container(gap="xsmall"):
        masthead()
        controls.day(choices)
        controls.evidence(choices)
        if window:
            controls.window(choices)
        share(catalog)
        as_of(catalog)


def share(catalog: Catalog) -> None:
    """Draw the button that shows the link to this very question on this very ledger."""
    with address.share():
        day.part(lambda *_: address.shared(catalog.ledger), single=True)


def spelled(text: Text | str) -> str:
    """Return Markdown of a text in which each actor's code can be spelled out."""
    return speller()(text)


def speller() -> Callable[[Text | str], str]:
    """Return `spelled`, for several texts."""
    return partial(glossary.spelled, catalog=store.catalog(), address=address.link_to("words"))


def grey(text: Text | str) -> str:
    """Return Markdown of a text in the second ink."""
    return markdown(Text.of(text).quiet())


def tabs(labels: Mapping[str, Message], key: str) -> Sequence[TabContainer]:
    """Draw tabs, of which only the open one is to be filled."""
    return st.tabs([label() for label in labels.values()], key=f"{key}_label", on_change="rerun")


def as_of(catalog: Catalog) -> None:
    """Say how far the ledger reaches, how large it is and which one it is."""
    caption("  \n".join(map(escape, words.as_of(catalog, catalog.ledger in store.older()))))


def answer(scene: Scene, usual: Scene, theme: Theme) -> None:
    """Draw the sentence that answers the question, the figures, and what the choice of evidence changed.

    `usual` is the answer by the default policy on the newest record.
    """
    spell, whole = speller(), of_window(scene)
    st.title(spell(store.remembered(scene, lambda: headline.headline(scene), "headline")), anchor=False)

    def made() -> tuple[Sequence[Figure], str]:
        figures = holdings.figures(scene) if whole else counts.kpi(scene)
        towns: Sequence[Answer] = holdings.strip(scene) if whole else counts.strip(scene)
        return figures, strip([look_of(each, scene, theme) for each in towns], theme, "")

    figures, image = store.remembered(scene, made, "figures", theme.name)
    images = [image] + [""] * len(figures)
    with st.container(horizontal=True, gap="xsmall", key="figures"):
        for figure, image in zip(figures, images, strict=False):
            st.markdown(f":small[{_figure(figure, image, spell)}]", width="content")
    if not whole:
        caption(f":material/change_history: {escape(log_words.that_day_sentence(scene), longest=900)}")
    if limits := counts.extent_sentence(scene):
        caption(f":material/crop_free: {escape(limits)}")
    if usual is not scene:
        caption(f":material/tune: {escape(counts.policy_effect(scene, usual))}")


def _figure(figure: Figure, image: str, spell: Callable[[Text | str], str]) -> str:
    """Return one figure: its label in the second ink, its parts in ink and hue."""
    parts = _DOT.join(map(spell, figure.parts))
    return " ".join(filter(None, (grey(figure.label), image, parts, grey(figure.note))))


def opened_on(scene: Scene, *keys: str) -> date | None:
    """Return the day of a scene if one of some expanders is open, of which only then the content is drawn."""
    return scene.view.on if any(st.session_state.get(key) for key in keys) else None


def trouble(error: Exception) -> bool:
    """Say in a sentence that the page failed; the cause goes to the log, never on the screen.

    Of a broken ledger what is wrong with the data is shown instead: a doubtful one is never drawn.
    """
    if isinstance(error, BrokenBundle):
        st.error(words.broken(len(error.issues)), icon=":material/error:")
        faults = [issue.as_dict() for issue in error.issues[:200]]
        st.dataframe(faults, hide_index=True, alt=words.FAULTS_ALT())
        return True
    mark = fault_codes.code(error)
    measures.fault(Where.PAGE)
    _LOG.error("the page failed", exc_info=error)
    reason = words.refusal(error) if isinstance(error, LedgerError) else words.WENT_WRONG()
    st.error(f"{escape(reason)} {words.BEGIN_ANEW(mark=mark)}", icon=":material/error:")
    return True


def differences(found: Comparison, theme: Theme) -> None:
    """Draw what differs between two answers as a table, with the file of it."""
    actors = found.after.catalog.actors
    rows = comparison_table(found)
    before, after = sides(found)

    def cell(side: AnswerShown) -> str:
        control = side.state.dimension is Dimension.CONTROL
        mark = swatch(look(side.state, side.state.stale, theme, actors), theme, "") if control else ""
        more = [grey(text) for text in (side.evidence, side.window) if text]
        return "  \n".join([f"{mark} {escape(side.answer)}".strip(), *more])

    if not rows:
        st.info(words.NOTHING_DIFFERS())
        return
    st.table(
        [
            {
                escape(WHAT_WHEN_WHO()): markdown(
                    joined([Run(row.what, strong=True), row.when, Run(row.who, quiet=True)], "\n")
                ),
                escape(before): cell(row.before),
                escape(after): cell(row.after),
            }
            for row in rows
        ],
        border="horizontal",
        hide_index=True,
        alt=words.DIFFERENCES_ALT(),
    )
    tables.csv_button(
        lambda: comparison_rows(found), f"{found.before.view.on}-{found.after.view.on}", key="csv_differences"
    )


# -- Notices above the answer ----------------------------------------------------------------------
# What stands above a page's answer: what of the link was ignored, and that an older release is shown.


def _ask_today() -> None:
    address.ask_today(link.params(address.view(), store.choices()))


def banner() -> None:
    """Say what of the link was ignored, and why the page shows something else instead."""
    lost.draw()
    if faults := [each for each in address.notes() if each.rule != "own-data" or not lost.named()]:
        lines = "\n".join(f"- {escape(words.fault(each))}" for each in faults[:8])
        st.warning(f"{words.LINK_NOT_USED()}\n{lines}", icon=":material/link_off:")
    mine = store.own()
    if mine and address.page():  # the first page says what they change
        caption(f":material/person_add: {escape(own_words.weighed(len(mine.claims)))}")


def release(catalog: Catalog, answer: Callable[[Catalog], str]) -> None:
    """Say that an older release is shown, and what today's ledger would say; nothing on the newest.

    `answer` gives the page's sentence by a ledger.
    """
    now = store.newest()
    if catalog.ledger != now.hash:
        asked, today = store.ledger_asked(), store.joined(now)
        _older(releases.release_sentence(asked, now, answer(catalog), answer(today)))


def files_of_today(asked: Catalog) -> None:
    """Say that the files of the page are today's, where the address asks an older release."""
    now = store.newest()
    if asked.ledger != now.hash:
        _older(releases.files_sentence(store.ledger_asked(), now))


def _older(told: str) -> None:
    """Draw a line about an older release, with the way out of it."""
    with st.container(border=True, key="older_release", horizontal=True, vertical_alignment="center"):
        since = settings.at(f"/feed?since={store.ledger_asked().hash}")
        changed = f"[{escape(feed_words.CHANGED_SINCE())}]({since})"
        st.markdown(f":material/history: {escape(told, longest=900)} {changed}")
        st.button(words.ASK_TODAY(), key="ask_today", on_click=_ask_today)
