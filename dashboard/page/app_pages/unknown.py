"""What we don't know: places and gates by age of evidence, thin ones, disputes, undated changes, gaps."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.answer.scene import Scene
from dashboard.look.signs import swatch
from dashboard.look.theme import THEMES, Look, Theme, look
from dashboard.page import address, panels, store, tables
from dashboard.page.caption import caption
from dashboard.wording import unknowns as known
from dashboard.wording.text import Run, escape, joined, markdown
from dashboard.wording.unknowns import GAPS
from geodata.catalog import Catalog
from geodata.resolver.answers import STALE_AFTER
from geodata.vocab import Dimension

catalog, choices = store.catalog(), store.choices()
view = address.view()
panels.sidebar(catalog, choices)
panels.banner()


def sentence(ledger: Catalog) -> str:
    """Return the page's sentence by a ledger."""
    asked = store.scene(view, ledger)
    return known.headline(known.by_age(asked), asked)


panels.release(catalog, sentence)
scene = store.scene(view)
theme = THEMES[st.context.theme.type or "light"]
answers = known.by_age(scene)
changes = known.undated(scene)
st.title(escape(known.headline(answers, scene), longest=600), anchor=False)
st.markdown(panels.grey(known.remark(scene)))


def sign(answer: known.Answer, scene: Scene, theme: Theme) -> str:
    """Return the swatch of an answer, faded where its evidence is old; a gate has no hue."""
    state = answer.state
    if state.dimension is Dimension.CONTROL:
        return swatch(look(state, state.stale, theme, scene.catalog.actors), theme, "")
    plain = Look("solid", (theme.ink2,), state.stale, (), "") if answer.known else None
    return swatch(plain or Look("none", (theme.no_claim,), False, (), ""), theme, "")


def table(answers: Sequence[known.Answer], name: str, alt: str, none: str = "") -> None:
    """Draw answers as a table and the button of its file; `none` says that there are none."""
    if not answers:
        st.info(none)
        return
    st.table(
        [
            {
                known.WHAT(): _named(answer.name, answer.about),
                known.ANSWER(): f"{sign(answer, scene, theme)} {_lines(answer.words, answer.note)}",
                known.NEWEST(): _lines(
                    known.day_text(answer), known.origins_text(answer) if answer.known else ""
                ),
            }
            for answer in answers
        ],
        border="horizontal",
        hide_index=True,
        alt=alt,
    )
    tables.csv_button(lambda: known.answer_rows(answers, scene), f"{name}-{view.on}")


def _named(name: str, about: str) -> str:
    return markdown(joined([Run(name, strong=True), Run(about, quiet=True)], "\n"))


def _lines(first: str, second: str) -> str:
    return markdown(joined([first, Run(second, quiet=True) if second else ""], "\n"))


ages_tab, thin_tab, disputes_tab, changes_tab, gaps_tab = panels.tabs(known.TABS, "unknown")
if ages_tab.open:
    with ages_tab:
        caption(escape(known.AGES(days=STALE_AFTER.days)))
        table(answers, "unknown", known.AGES_ALT())
if thin_tab.open:
    with thin_tab:
        caption(escape(known.THIN()))
        table(known.thin(answers), "one-origin", known.THIN_ALT(), known.NO_THIN())
if disputes_tab.open:
    with disputes_tab:
        caption(escape(known.DISPUTES()))
        table(known.disputed(answers), "contested", known.DISPUTES_ALT(), known.NO_DISPUTES())
if changes_tab.open:
    with changes_tab:
        caption(escape(known.CHANGES(days=known.WIDE_DAYS)))
        if changes:
            st.table(
                [
                    {
                        known.WHAT(): _named(change.name, change.about),
                        known.BETWEEN(): _lines(
                            known.window_text(change), known.BY_NOW() if change.now else ""
                        ),
                        known.CHANGE(): escape(known.change_text(change)),
                    }
                    for change in changes
                ],
                border="horizontal",
                hide_index=True,
                alt=known.CHANGES_ALT(days=known.WIDE_DAYS),
            )
            tables.csv_button(lambda: known.change_rows(changes, scene), f"undated-{view.on}")
        else:
            st.info(known.ALL_DATED())
if gaps_tab.open:
    with gaps_tab:
        caption(escape(known.GAPS_REMARK()))
        st.table(
            [{known.ABOUT_LABEL(): gap.about(), known.NOT_KNOWN(): markdown(gap.text())} for gap in GAPS],
            border="horizontal",
            hide_index=True,
            alt=known.GAPS_ALT(),
        )
        tables.csv_button(lambda: known.gap_rows(catalog), "gaps")
