"""Pieces that pages repeat: the notices, the figures, the card of the chosen place, charts and tables."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from dashboard.answer.comparison import Comparison, comparison_csv
from dashboard.answer.scene import Scene
from dashboard.charts import CHARTS, Chart, timeline
from dashboard.look.signs import strip, swatch
from dashboard.look.theme import Theme, look
from dashboard.page import address, controls, store
from dashboard.page.caption import caption
from dashboard.question.axis import Axis
from dashboard.question.choices import Choices
from dashboard.question.fault import Fault
from dashboard.question.view import View
from dashboard.wording import counts, headline, releases
from dashboard.wording import page as words
from dashboard.wording.card import Card
from dashboard.wording.claims import ClaimRow, every_claim
from dashboard.wording.counts import Figure
from dashboard.wording.differences import comparison_table, sides
from dashboard.wording.text import COLOURS, escape, quiet
from geodata.catalog import Catalog
from geodata.datasets.places import Place
from geodata.errors import BrokenBundle, LedgerError
from geodata.resolver.answers import State
from geodata.vocab import Dimension

# -- Panels ----------------------------------------------------------------------------------------

_LOG = logging.getLogger(__name__)

CARD_HEIGHT = 480
_NBSP = "\N{NO-BREAK SPACE}"
_DOT = " · "


def masthead() -> None:
    """Draw the name of the page and what it answers, at the head of the sidebar."""
    with st.container(gap=None):
        st.header(words.NAME(), anchor=False)
        caption(words.ABOUT())


def sidebar(catalog: Catalog, choices: Choices) -> View:
    """Draw the sidebar of a page that asks for a day and the evidence only, and return the question."""
    with st.sidebar, st.container(gap="xsmall"):
        masthead()
        controls.day(choices)
        controls.evidence(choices)
        view = address.current(choices)
        address.share(choices, view, catalog.hash)
        as_of(catalog)
    return view


def as_of(catalog: Catalog) -> None:
    """Say how far the ledger reaches, how large it is and which one it is."""
    caption("  \n".join(map(escape, words.as_of(catalog, catalog.hash in store.older()))))


def answer(scene: Scene, usual: Scene, theme: Theme) -> None:
    """Draw the sentence that answers the question, the figures, and what the choice of evidence changed.

    `usual` is the answer by the default policy on the newest record.
    """
    st.title(escape(headline.headline(scene), longest=600), anchor=False)
    figures = counts.kpi(scene)
    looks = [look(state, state.stale, theme, scene.catalog.actors) for state in counts.strip(scene)]
    images = [strip(looks, theme, "")] + [""] * len(figures)
    with st.container(horizontal=True, gap="xsmall", key="figures"):
        for figure, image in zip(figures, images, strict=False):
            st.markdown(f":small[{_figure(figure, image)}]", width="content")
    if scene.view.extent:
        caption(f":material/crop_free: {escape(counts.extent_sentence(scene))}")
    if usual is not scene:
        caption(f":material/tune: {escape(counts.policy_effect(scene, usual))}")


def _figure(figure: Figure, image: str) -> str:
    """Return one figure: its label in the second ink, its parts in ink and hue."""
    parts = _DOT.join(_part(text, actors) for text, actors in figure.parts)
    words = (quiet(escape(figure.label)) if figure.label else "", image, parts, quiet(escape(figure.note)))
    return " ".join(word for word in words if word and word != quiet(""))


def _part(text: str, actors: Sequence[str]) -> str:
    """Return `KIA 4` with the code in the actor's hue and the count in bold."""
    if not actors:
        return escape(text)
    name, _, count = text.rpartition(" ")
    colour = COLOURS.get(actors[0]) if len(actors) == 1 else None
    shown = f"**{escape(name)}**"
    return f":{colour}[{shown}]{_NBSP}{count}" if colour else f"{shown}{_NBSP}{count}"


def tables(scene: Scene) -> None:
    """Draw what the map and the charts show as tables, for those who read rather than look."""
    opened = st.expander(words.AS_TABLES(), icon=":material/table:", key="as_tables", on_change="rerun")
    if opened.open:
        with opened:
            for drawn in CHARTS.values():
                caption(escape(words.chart_on(drawn.title, scene.view.on)))
                if rows := drawn.table(scene):
                    st.dataframe(rows, hide_index=True, height="content", alt=drawn.title)
                else:
                    caption(words.NOTHING_PUBLISHED())


def trouble(error: Exception) -> bool:
    """Say in a sentence that the page failed; the cause goes to the log, never on the screen."""
    if isinstance(error, BrokenBundle):
        broken(error)
        return True
    mark = f"{abs(hash(repr(error))) % 0xFFFFF:05x}"
    _LOG.error("the page failed, mark %s", mark, exc_info=error)
    reason = words.refusal(error) if isinstance(error, LedgerError) else words.WENT_WRONG()
    st.error(f"{escape(reason)} {words.BEGIN_ANEW(mark=mark)}", icon=":material/error:")
    return True


def day_line(scene: Scene) -> None:
    """Set where the charts' line of the day stands: a share of the time axis, nowhere if outside it.

    One number for all charts: none of them is sent again for another day.
    """
    share = (scene.view.on - scene.axis.start).days / scene.axis.span
    st.html(f"<style>:root {{ --day: {share:.4f}; --day-shown: {int(0 <= share <= 1)} }}</style>")


def chart(drawn: Chart, scene: Scene, theme: Theme) -> None:
    """Draw one chart and what lies over it. A click may choose a place, a drag set the window."""
    key = timeline.identity(scene) if drawn.selects else drawn.name
    with st.container(key=f"stack_{drawn.name}", gap=None):
        st.vega_lite_chart(
            store.chart(drawn.name, scene, theme),
            key=key,
            on_select=(lambda: _drawn_on(key, scene.axis)) if drawn.selects else "ignore",
            theme=None,
            width="stretch",
            alt=drawn.alt(scene),
        )
        if drawn.over:
            with st.container(key=f"over_{drawn.name}"):
                st.vega_lite_chart(
                    drawn.over.spec(scene, theme),
                    key=f"{drawn.name} over",
                    theme=None,
                    width="stretch",
                    alt=drawn.over.alt(scene),
                )


def _drawn_on(key: str, axis: Axis) -> None:
    event = st.session_state[key]
    place, window = timeline.lane_pick(event), timeline.brush_window(event, axis)
    if place:
        address.come_home()
        controls.pick(place)
    if window:
        controls.study(window)


def differences(found: Comparison, theme: Theme) -> None:
    """Draw what differs between two answers as a table, with the file of it."""
    actors = found.after.catalog.actors
    rows = comparison_table(found)
    marked = [*found.places, *(None for _ in found.gates), *(move.town for move in found.mines)]
    marked += [row if row.after.dimension is Dimension.CONTROL else None for row in found.unsure]
    before, after = sides(found)

    def cell(row: Mapping[str, str], side: str, state: State | None) -> str:
        mark = swatch(look(state, state.stale, theme, actors), theme, "") if state else ""
        more = [quiet(escape(text)) for text in (row[f"evidence {side}"], row[f"window {side}"]) if text]
        return "  \n".join([f"{mark} {escape(row[side])}".strip(), *more])

    if not rows:
        st.info(words.NOTHING_DIFFERS())
        return
    st.table(
        [
            {
                words.WHAT_DIFFERS(): f"**{escape(row['what changed'])}**",
                escape(before): cell(row, "before", each.before if each else None),
                escape(after): cell(row, "after", each.after if each else None),
                words.WHEN(): escape(row["when"]),
                words.WHO_SAYS_SO(): quiet(escape(row["who says so"])),
            }
            for row, each in zip(rows, marked, strict=True)
        ],
        border="horizontal",
        hide_index=True,
        alt=words.DIFFERENCES_ALT(),
    )
    st.download_button(
        words.DOWNLOAD_ROWS(),
        data=lambda: comparison_csv(found).encode(),
        file_name=f"border-ledger-{found.before.view.on}-{found.after.view.on}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        help=words.DOWNLOAD_ROWS_HELP(),
    )


def broken(error: BrokenBundle) -> None:
    """Show, instead of any map, what is wrong with the data: a doubtful ledger is never drawn."""
    st.error(words.broken(len(error.issues)), icon=":material/error:")
    st.dataframe([issue.as_dict() for issue in error.issues[:200]], hide_index=True, alt=words.FAULTS_ALT())


def card(shown: Card, mark: str, scene: Scene) -> None:
    """Draw the card of a place or a mine cluster; `mark` is the swatch of who holds it."""
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom", gap="small"
    ):
        st.header(shown.title, anchor=False, width="content")
        if shown.native:
            st.markdown(quiet(shown.native), width="content")
    caption(shown.facts)
    st.table(
        {
            quiet(label.replace(" ", _NBSP)): f"{mark} {text}" if label == "Control" else text
            for label, text in shown.rows
        },
        border="horizontal",
        hide_index=False,  # the labels
        alt=f"{shown.title}: control, gate, restrictions and claims",
    )
    if shown.used:
        st.table(
            [{"given": row.day, "says": row.says, "who": row.who} for row in shown.used],
            border="horizontal",
            hide_header=True,
            hide_index=True,
            alt=f"Claims about {shown.title} that the answer rests on",
        )
    for number, row in enumerate(shown.set_aside[:2]):
        with st.container(key=f"set_aside_{number}", gap=None):
            st.markdown(f":small[{row.day} {row.says} {row.who}]")
            st.markdown(f":small[{row.result} {quiet(escape(row.claim_id))}]")
    more = len(shown.set_aside) - 2
    if more > 0:
        caption(f"{more} more set aside, in the table below")
    if shown.silent:
        caption(shown.silent)
    if shown.note:
        caption(shown.note)
    if shown.claims and scene.place:
        _all_claims(shown, scene, scene.place)
    for line in shown.beside:
        caption(line)


def _all_claims(shown: Card, scene: Scene, place: Place) -> None:
    """Draw the table of all claims; its rows are made only while it is open."""
    several = f"All {shown.claims} claims and their sources"
    label = several if shown.claims > 1 else "The one claim and its source"
    opened = st.expander(label, icon=":material/format_list_bulleted:", key="all_claims", on_change="rerun")
    if opened.open:
        with opened:
            st.table(
                [_claim_cells(row) for row in every_claim(scene, place)],
                border="horizontal",
                hide_index=True,
                alt=f"Every claim about {shown.title}, with speaker, date, source and what was done with it",
            )


def _claim_cells(row: ClaimRow) -> dict[str, str]:
    return {
        "date as given": f"{row.day}  \n{quiet(escape(row.claim_id))}",
        "says": f"{row.says}  \n{quiet(row.about)}",
        "who says so, where": f"{row.who}  \n{row.result}",
    }


# -- Notices above the answer ----------------------------------------------------------------------
# What stands above a page's answer: what of the link was ignored, and that an older release is shown.


def banner(faults: Sequence[Fault]) -> None:
    """Say what of the link was ignored, and why the page shows something else instead."""
    if faults:
        lines = "\n".join(f"- {escape(words.fault(each))}" for each in faults[:8])
        st.warning(f"{words.LINK_NOT_USED()}\n{lines}", icon=":material/link_off:")


def release(catalog: Catalog, answer: Callable[[Catalog], str]) -> None:
    """Say that an older release is shown, and what today's ledger would say; nothing on the newest.

    `answer` gives the page's sentence by a ledger.
    """
    now = store.newest()
    if catalog.hash != now.hash:
        _older(releases.release_sentence(catalog, now, answer(catalog), answer(now)))


def files_of_today(asked: Catalog) -> None:
    """Say that the files of the page are today's, where the address asks an older release."""
    now = store.newest()
    if asked.hash != now.hash:
        _older(releases.files_sentence(asked, now))


def _older(told: str) -> None:
    """Draw a line about an older release, with the way out of it."""
    with st.container(border=True, key="older_release", horizontal=True, vertical_alignment="center"):
        st.markdown(f":material/history: {escape(told, longest=900)}")
        st.button(words.ASK_TODAY(), key="ask_today", on_click=address.ask_today, args=(store.choices(),))
