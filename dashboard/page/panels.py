"""Pieces that pages repeat: the notices, the figures, the card of the chosen place, charts and tables."""

from __future__ import annotations

import html
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import streamlit as st
from streamlit.elements.lib.mutable_tab_container import TabContainer
from streamlit.navigation.page import Page

from dashboard import settings
from dashboard.answer.claims import claims_about
from dashboard.answer.comparison import Comparison, comparison_rows
from dashboard.answer.holdings import Answer, of_window
from dashboard.answer.own import outgoing
from dashboard.answer.scene import Scene
from dashboard.answer.window import split
from dashboard.charts import alone, timeline
from dashboard.charts.entries import CHARTS, Chart, Over
from dashboard.charts.entries import shown as charts_shown
from dashboard.charts.own import chart_of
from dashboard.charts.stacks import Name
from dashboard.charts.vega import Spec
from dashboard.look.signs import strip, swatch
from dashboard.look.theme import LIGHT, Theme, look
from dashboard.map.labels import look_of
from dashboard.page import address, controls, day, fault_codes, lost, measures, store, tables
from dashboard.page.address import Part
from dashboard.page.caption import caption, small
from dashboard.page.claim_links import claim_ids, claim_links
from dashboard.page.measures import Where
from dashboard.question import link
from dashboard.question.axis import Axis
from dashboard.question.choices import Choices
from dashboard.question.order import Format
from dashboard.question.view import Within
from dashboard.wording import card as cards
from dashboard.wording import counts, glossary, headline, holdings, mines, releases
from dashboard.wording import feed as feed_words
from dashboard.wording import log as log_words
from dashboard.wording import own_claims as own_words
from dashboard.wording import page as words
from dashboard.wording.card import Card, Topic, card_of, cluster_card
from dashboard.wording.claims import ClaimRow, every_claim
from dashboard.wording.counts import Figure
from dashboard.wording.differences import WHAT_WHEN_WHO, AnswerShown, comparison_table, sides
from dashboard.wording.language import Message
from dashboard.wording.text import Run, Text, escape, joined, markdown, source_icon
from dashboard.wording.vocabulary import FORMAT
from dashboard.wording.window import SHOW_ALL_DAYS, window_sentence
from geodata.adding.own import table_of
from geodata.catalog import Catalog
from geodata.datasets.places import Place
from geodata.errors import BrokenBundle, LedgerError
from geodata.exports.evidence import claim_row
from geodata.vocab import Dimension

# -- Panels ----------------------------------------------------------------------------------------

_LOG = logging.getLogger(__name__)

CARD_HEIGHT, LIST_HEIGHT = 480, 400
"""Heights beside the map in px: of the card, and of the log, which has its filters above it."""
_TABLE_HEIGHT = 420
_NBSP = "\N{NO-BREAK SPACE}"
_DOT = " · "
_ALL_CLAIMS, _NEAR_MINES, AS_TABLES = "all_claims", "near_mines", "as_tables"
"""Keys of the expanders that are filled while they are open."""


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


def _picture_button(drawn: Chart, scene: Scene, form: Format) -> None:
    def made() -> bytes:
        from dashboard.paper.picture import picture  # matplotlib is slow to load, and seldom needed here

        return picture(drawn, scene, LIGHT, form)  # whatever the screen is, paper is light

    st.download_button(
        words.picture_as(FORMAT[form]()),
        data=made,
        file_name=f"border-ledger-{drawn.name}-{scene.view.on}.{form}",
        mime={Format.PNG: "image/png", Format.SVG: "image/svg+xml"}[form],
        key=f"{form}_{drawn.name}",
        icon=":material/image:",
        on_click="ignore",
        help=words.PICTURE_HELP(),
    )


def charts_of(scene: Scene) -> Sequence[Chart]:
    """Return the charts of a scene: those of the ledger, then one for each layer of the reader's own."""
    return (*charts_shown(scene), *map(chart_of, scene.own))


def _kept(drawn: Chart, scene: Scene) -> bool:
    """Tell whether a chart is kept for all readers: what shows a reader's own data is not."""
    return drawn.name in CHARTS and not (drawn.overlay and scene.events)


def charts_as_tables(scene: Scene) -> None:
    """Draw what the charts show as tables and files, for those who read rather than look."""
    opened = st.expander(words.AS_TABLES(), icon=":material/table:", key=AS_TABLES, on_change="rerun")
    if opened.open:
        scene = replace(scene, own=tuple(map(outgoing, scene.own)))
        with opened:
            for drawn in charts_of(scene):
                # Every other table has a row for each of many days.
                of_the_day = drawn.name == "lanes"
                title = words.chart_on(drawn.title, scene.view.on) if of_the_day else drawn.title
                st.subheader(escape(title), anchor=False)
                if rows := drawn.table(scene):
                    with st.container(height=min(_TABLE_HEIGHT, 60 + 40 * len(rows)), border=False):
                        st.table(
                            [tables.in_two(row) for row in rows],
                            border="horizontal",
                            hide_index=True,
                            alt=drawn.title,
                        )
                    with st.container(horizontal=True):
                        tables.csv_button(partial(drawn.rows, scene), f"{drawn.name}-{scene.view.on}")
                        for form in (Format.PNG, Format.SVG):
                            _picture_button(drawn, scene, form)
                else:
                    caption(escape(drawn.sentence(scene)) if drawn.overlay else words.NOTHING_PUBLISHED())


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


def day_line(scene: Scene) -> None:
    """Set where the charts' line of the day stands: a share of the time axis, nowhere if outside it.

    One number for all charts: none of them is sent again for another day.
    """
    share, shown = scene.axis.number(scene.view.on) / scene.axis.span, scene.axis.has(scene.view.on)
    st.html(f"<style>:root {{ --day: {share:.4f}; --day-shown: {int(shown)} }}</style>")


def chart(drawn: Chart, scene: Scene, theme: Theme) -> None:
    """Draw one chart and what lies over it. A click may choose a place, a drag the window."""
    key = timeline.identity(scene) if drawn.selects else drawn.name
    # Streamlit keeps a callback after its chart is gone: it must not hold the scene, which may have
    # a reader's own layers.
    axis = scene.axis
    st.subheader(escape(drawn.title), anchor=False)
    if drawn.of_the_day:
        day.part(
            lambda scene, _: _said(_sentence(drawn, scene)), scene, single=True, key=f"sentence_{drawn.name}"
        )
    else:
        # What a map's layer adds is said on the screen too.
        with st.container(key=f"{'told' if drawn.overlay else 'sentence'}_{drawn.name}"):
            _said(drawn.sentence(scene))
    with st.container(key=f"stack_{drawn.name}", gap=None):
        kept = _kept(drawn, scene)
        st.vega_lite_chart(
            store.chart(drawn.name, scene, theme) if kept else drawn.spec(scene, theme),
            key=key,
            on_select=partial(_drawn_on, key, axis) if drawn.selects else "ignore",
            theme=None,
            width="stretch",
            alt=drawn.alt(scene),
        )
        if drawn.names:
            day.part(partial(_names, drawn.names), scene, single=True, key=f"names_{drawn.name}")
        if drawn.over:
            day.part(partial(_over, drawn.name, drawn.over), scene, single=True, key=f"over_{drawn.name}")
    if note := drawn.note(scene):
        caption(escape(note))
    day.still(partial(_printed, drawn), caption, scene, single=True, key=f"printed_{drawn.name}")


def _sentence(drawn: Chart, scene: Scene) -> str:
    """Return what a chart shows on the day; several charts say the same."""
    if drawn.own:
        return drawn.sentence(scene)
    return store.remembered(scene, lambda: drawn.sentence(scene), "sentence", drawn.sentence)


def _said(sentence: str) -> None:
    caption(escape(sentence, longest=900))


def _names(names: Callable[[Scene, Theme], list[Name]], scene: Scene, theme: Theme) -> None:
    """Draw the words beside a chart for the day asked."""

    def made() -> str:
        return "".join(
            f'<span style="top:{name.top:g}px;color:{name.colour}">{html.escape(name.text)}</span>'
            for name in names(scene, theme)
        )

    st.html(f'<div aria-hidden="true">{store.remembered(scene, made, "names", names, theme.name)}</div>')


def _over(name: str, over: Over, scene: Scene, theme: Theme) -> None:
    """Draw the picture over a chart."""

    def made() -> tuple[Spec, str]:
        return store.packed(over.spec(scene, theme)), over.alt(scene)

    spec, alt = store.remembered(scene, made, "over", name, theme.name)
    st.vega_lite_chart(spec, key=f"{name} over", theme=None, width="stretch", alt=alt)


def _printed(drawn: Chart, scene: Scene, theme: Theme) -> str:
    """Return what a chart needs on paper, where another page may have the map's legend: see page.css."""

    def signs_and_sources() -> tuple[str, str]:
        signs = (
            f"{swatch(entry.look, theme, '')} {markdown(entry.label)}"
            for entry in alone.legend(drawn, scene, theme)
        )
        return _DOT.join(signs), markdown(alone.sources(drawn, scene))

    kept = _kept(drawn, scene)
    kind = ("printed", drawn.name, theme.name)
    signs, sources = store.whatever_the_day(scene, signs_and_sources, *kind) if kept else signs_and_sources()

    def evidence_told() -> str:
        return markdown(alone.evidence(drawn, scene))

    aside = alone.set_aside(drawn, scene) if kept else 0  # all that the day changes
    evidence = store.whatever_the_day(scene, evidence_told, "evidence", aside) if kept else evidence_told()
    return "  \n".join(filter(None, [signs, evidence, sources, markdown(alone.credit(drawn, scene))]))


def window_line(scene: Scene) -> None:
    """Say that charts and lists have the window alone, with the way out; nothing where they have all."""
    if told := window_sentence(scene):
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="only_window"):
            caption(f":material/filter_alt: {escape(told)}")
            st.button(
                SHOW_ALL_DAYS(),
                key="show_all_days",
                icon=":material/zoom_out:",
                on_click=controls.show_all_days,
            )


def _drawn_on(key: str, axis: Axis) -> None:
    event = st.session_state[key]
    place, window = timeline.lane_pick(event), timeline.brush_window(event, axis)
    if place:
        address.come_home()
        controls.pick(place)
    if window:
        controls.study(window)
    if timeline.whole_asked(event):
        controls.leave_window()


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
            st.markdown(grey(native), width="content")
    caption(escape(facts))


def _rows(scene: Scene, theme: Theme) -> tuple[str, Mapping[str, str]] | None:
    """Return the name on the card, and its rows as Markdown by their labels; one has the holder's swatch."""
    shown = _card(scene)
    if shown is None:
        return None
    held, actors = scene.control.get(scene.view.place or "") or scene.cluster, scene.catalog.actors
    mark = swatch(look(held, held.stale, theme, actors), theme, "") if held else ""
    marks, spell = {Topic.CONTROL: f"{mark} "}, speller()
    return shown.title, {
        grey(row.label).replace(" ", _NBSP): marks.get(row.topic, "") + spell(row.text) for row in shown.rows
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
    return rest, opened_on(scene, _ALL_CLAIMS, _NEAR_MINES)


def opened_on(scene: Scene, *keys: str) -> date | None:
    """Return the day of a scene if one of some expanders is open, of which only then the content is drawn."""
    return scene.view.on if any(st.session_state.get(key) for key in keys) else None


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
    last = [_who(row), grey(row.about), claim_ids(row.claims, leads)]
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
                        mines.HOLDER(): spelled(row.holder),
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
