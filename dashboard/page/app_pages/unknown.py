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
from dashboard.wording.language import figure, later, say
from dashboard.wording.text import Run, escape, joined, markdown
from dashboard.wording.unknowns import GAPS
from dashboard.wording.vocabulary import POLICY
from geodata.catalog import Catalog
from geodata.resolver.answers import STALE_AFTER
from geodata.vocab import Dimension

TABS = {
    "By age": later("By age"),
    "One origin": later("One origin"),
    "Disputes": later("Disputes"),
    "Undated changes": later("Undated changes"),
    "Gaps": later("Gaps"),
}

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
    panels.grey(
        say(
            "As known on {day}, by the evidence rule “{policy}”. Every answer is carried forward until a "
            "claim says otherwise; here is how far each has been carried.",
            day=show_day(scene.known_on),
            policy=POLICY[view.policy](),
        )
    )
)


def sign(answer: known.Answer, scene: Scene, theme: Theme) -> str:
    """Return the swatch of an answer, faded where its evidence is old; a gate has no hue."""
    state = answer.state
    if state.dimension is Dimension.CONTROL:
        return swatch(look(state, state.stale, theme, scene.catalog.actors), theme, "")
    plain = Look("solid", (theme.ink2,), state.stale, (), "") if answer.known else None
    return swatch(plain or Look("none", (theme.no_claim,), False, (), ""), theme, "")


def table(answers: Sequence[known.Answer], alt: str, none: str = "") -> None:
    """Draw answers as a table; `none` says that there are none."""
    if not answers:
        st.info(none)
        return
    st.table(
        [
            {
                say("what"): _named(answer.name, answer.about),
                say("answer"): f"{sign(answer, scene, theme)} {_lines(answer.words, answer.note)}",
                say("newest evidence"): _lines(
                    known.day_text(answer), known.origins_text(answer) if answer.known else ""
                ),
            }
            for answer in answers
        ],
        border="horizontal",
        hide_index=True,
        alt=alt,
    )


def _named(name: str, about: str) -> str:
    return markdown(joined([Run(name, strong=True), Run(about, quiet=True)], "\n"))


def _lines(first: str, second: str) -> str:
    return markdown(joined([first, Run(second, quiet=True) if second else ""], "\n"))


ages_tab, thin_tab, disputes_tab, changes_tab, gaps_tab = panels.tabs(TABS, "unknown")
if ages_tab.open:
    with ages_tab:
        caption(
            say(
                "Those without a claim come first, then those with the oldest evidence. "
                "Pale and dashed: no news for over {days} days.",
                days=STALE_AFTER.days,
            )
        )
        table(answers, say("Places and gates by the age of their evidence, the oldest first"))
        st.download_button(
            say("Download these rows"),
            data=lambda: known.answers_csv(answers, scene).encode("utf-8-sig"),
            file_name=f"border-ledger-unknown-{view.on}.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
            help=say("CSV with the day of the newest evidence, its age, the origins and the question"),
        )
if thin_tab.open:
    with thin_tab:
        caption(say("One report, or several that go back to one: nobody else says so."))
        table(
            known.thin(answers),
            say("Places and gates whose answer rests on one origin only"),
            say("No answer of this day rests on one origin only."),
        )
if disputes_tab.open:
    with disputes_tab:
        caption(
            say("Accepted claims name different holders or values, or say that the place was fought over.")
        )
        table(
            known.disputed(answers),
            say("Places and gates that are contested on the day"),
            say("Nothing is contested on this day. Choose another day."),
        )
if changes_tab.open:
    with changes_tab:
        caption(
            say(
                "Each happened on one of more than {days} days, nobody says which; the older answer is "
                "carried to the last of them. Those that may have happened by the day asked come first.",
                days=known.WIDE_DAYS,
            )
        )
        if changes:
            st.table(
                [
                    {
                        say("what"): _named(change.name, change.about),
                        say("changed at some time between"): _lines(
                            known.window_text(change),
                            say("the day asked is one of them") if change.now else "",
                        ),
                        say("days"): escape(figure(change.days)),
                        say("before"): escape(change.before),
                        say("after"): escape(change.after),
                    }
                    for change in changes
                ],
                border="horizontal",
                hide_index=True,
                alt=say(
                    "Changes that are dated to more than {days} days only, the widest first",
                    days=known.WIDE_DAYS,
                ),
            )
        else:
            st.info(say("Every change of holder or gate is dated."))
if gaps_tab.open:
    with gaps_tab:
        caption(say("Looked for and not found, as of November 2026."))
        st.table(
            [{say("about"): gap.about(), say("not known"): markdown(gap.text())} for gap in GAPS],
            border="horizontal",
            hide_index=True,
            alt=say("Gaps of the ledger: what was looked for and not found"),
        )
