"""What we don't know: places and gates by age of evidence, thin ones, disputes, undated changes, gaps."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.answer.scene import Scene
from dashboard.look.signs import swatch
from dashboard.look.theme import THEMES, Look, Theme, look
from dashboard.page import address, panels, store
from dashboard.page.caption import caption
from dashboard.wording import unknowns as known
from dashboard.wording.dates import show_day
from dashboard.wording.text import escape, quiet
from dashboard.wording.unknowns import GAPS
from geodata.catalog import Catalog
from geodata.vocab import Dimension

catalog, choices = store.catalog(), store.choices()
view = panels.sidebar(catalog, choices)
panels.banner(address.link_notes(view))


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
st.markdown(
    quiet(
        f"As known on {show_day(scene.known_on)}, by the evidence rule “{view.policy}”. Every answer is "
        "carried forward until a claim says otherwise; here is how far each has been carried."
    )
)


def sign(answer: known.Answer, scene: Scene, theme: Theme) -> str:
    """Return the swatch of an answer, faded where its evidence is old; a gate has no hue."""
    state = answer.state
    if state.dimension is Dimension.CONTROL:
        return swatch(look(state, state.stale, theme, scene.catalog.actors), theme, "")
    plain = Look("solid", (theme.ink2,), state.stale, (), "") if answer.known else None
    return swatch(plain or Look("none", (theme.no_claim,), False, (), ""), theme, "")


def table(shown: Sequence[known.Answer], alt: str, none: str = "") -> None:
    """Draw answers as a table; `none` says that there are none."""
    if not shown:
        st.info(none)
        return
    st.table(
        [
            {
                "what": f"**{escape(answer.name)}**  \n{quiet(escape(answer.about))}",
                "answer": f"{sign(answer, scene, theme)} {escape(answer.words)}"
                + (f"  \n{quiet(escape(answer.note, longest=600))}" if answer.note else ""),
                "newest evidence": escape(known.day_text(answer))
                + (f"  \n{quiet(known.origins_text(answer))}" if answer.known else ""),
            }
            for answer in shown
        ],
        border="horizontal",
        hide_index=True,
        alt=alt,
    )


ages_tab, thin_tab, disputes_tab, changes_tab, gaps_tab = st.tabs(
    ["By age", "One origin", "Disputes", "Undated changes", "Gaps"],
    key="unknown",
    bind="query-params",
    on_change="rerun",
)
if ages_tab.open:
    with ages_tab:
        caption("Without a claim first, then the oldest evidence first. Pale and dashed: over 180 days away.")
        table(answers, "Places and gates by the age of their evidence, the oldest first")
        st.download_button(
            "Download these rows",
            data=lambda: known.answers_csv(answers, scene).encode("utf-8-sig"),
            file_name=f"border-ledger-unknown-{view.on}.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
            help="CSV with the day of the newest evidence, its age, the origins and the question",
        )
if thin_tab.open:
    with thin_tab:
        caption("One report, or several that go back to one: nobody else says so.")
        table(
            known.thin(answers),
            "Places and gates whose answer rests on one origin only",
            "No answer of this day rests on one origin only.",
        )
if disputes_tab.open:
    with disputes_tab:
        caption("Accepted claims name different holders or values, or say that the place was fought over.")
        table(
            known.disputed(answers),
            "Places and gates that are contested on the day",
            "Nothing is contested on this day. Choose another day.",
        )
if changes_tab.open:
    with changes_tab:
        caption(
            f"Changes known to more than {known.WIDE_DAYS} days only; the older answer is carried up to the "
            "last of them. Those in which the day asked lies come first."
        )
        if changes:
            st.table(
                [
                    {
                        "what": f"**{escape(change.name)}**  \n{quiet(escape(change.about))}",
                        "changed at some time between": escape(known.window_text(change))
                        + (f"  \n{quiet('the day asked lies in it')}" if change.now else ""),
                        "days": f"{change.days:,}",
                        "before": escape(change.before),
                        "after": escape(change.after),
                    }
                    for change in changes
                ],
                border="horizontal",
                hide_index=True,
                alt=f"Changes that are dated to more than {known.WIDE_DAYS} days only, the widest first",
            )
        else:
            st.info("Every change of holder or gate is dated.")
if gaps_tab.open:
    with gaps_tab:
        caption("Looked for and not found, as of November 2026.")
        st.table(
            [{"about": gap.about, "not known": escape(gap.text, longest=400)} for gap in GAPS],
            border="horizontal",
            hide_index=True,
            alt="Gaps of the ledger: what was looked for and not found",
        )
