"""Claims of the reader's own: a form, a table, their list and files, and what they change on the map.

They are changed in callbacks, before the page asks its ledger: so a whole run has the same claims.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import streamlit as st

from dashboard.answer.scene import Scene
from dashboard.page import address, card_panel, controls, fault_codes, measures, panels, store, uploads
from dashboard.page.caption import caption, small
from dashboard.page.claim_links import claim_links
from dashboard.page.measures import Uploaded
from dashboard.question.choices import Choices
from dashboard.question.command_line import OWN_CLAIMS
from dashboard.wording import own_claims as words
from dashboard.wording.claims import claim_row
from dashboard.wording.text import Run, escape, joined, markdown
from dashboard.wording.vocabulary import DIMENSION
from geodata.adding.own import (
    BrokenClaims,
    Given,
    Own,
    contribution,
    own_claims,
    table_of,
    what_changes,
)
from geodata.catalog import OWN, Catalog
from geodata.dates import today
from geodata.errors import Issue
from geodata.imports.claim_tables import read_claims
from geodata.vocab import Dimension, Share, Stance

_FAULTS, _TURN = "mine_faults", "mine_turn"
_SHOWN = 12
"""Faults that are told; the command line has all of them."""
_TEXTS = ("start", "as_of", "publisher", "url", "published", "speaker")
"""Fields of the form that are typed, by the columns that they fill."""
_TABLE_MB = 2


def line(scene: Scene) -> None:
    """Say what the reader's own claims make of the answers of the day; nothing where there are none."""
    if scene.catalog.own:
        view = scene.view
        found = what_changes(
            store.ledger_asked(),
            scene.catalog,
            view.on,
            places=[place.place_id for place in scene.crossings],
            policy=view.policy,
            known_on=view.known_on,
        )
        caption(f":material/person_add: {escape(words.difference(scene.catalog, found), longest=900)}")
    elif store.own():
        caption(f":material/person_off: {escape(words.NOT_JOINED())}")


def section(choices: Choices) -> None:
    """Draw the place to give claims, what is wrong with them, and the list of those that are weighed."""
    st.header(words.HEADING(), anchor="your-claims")
    st.markdown(panels.grey(words.REMARK()))
    with st.container(border=True, key="own_claims", gap="small"):
        _form(choices)
        turn = st.session_state.setdefault(_TURN, 0)
        st.file_uploader(
            words.TABLE(),
            type=["csv", "xlsx"],
            key=f"mine_table_{turn}",
            max_upload_size=_TABLE_MB,
            on_change=_take_table,
            help=words.TABLE_HELP(
                place="`place_id`",
                value="`value`",
                start="`start`",
                as_of="`as_of`",
                publisher="`publisher`",
                published="`published`",
                source="`source_id`",
                month="2024-11",
            ),
        )
        caption(escape(words.limits()))
        faults: Sequence[Issue] = st.session_state.get(_FAULTS, ())
        if faults:
            lines = "\n".join(f"- {escape(words.fault(each), longest=600)}" for each in faults[:_SHOWN])
            st.error(f"{escape(words.not_used(len(faults)))}\n{lines}", icon=":material/error:")
    if mine := store.own():
        _listed(mine, store.joined(store.newest()))


# -- Giving them -----------------------------------------------------------------------------------


def _form(choices: Choices) -> None:
    """Draw the form of one claim; its fields are no part of the question, so no link has them."""
    actors = store.newest().actors
    st.subheader(words.ONE(), anchor=False)
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        st.selectbox(
            words.PLACE(),
            [place for place in choices.places if place not in choices.clusters],
            index=None,
            format_func=choices.places.__getitem__,
            key="mine_place",
            filter_mode="contains",
            width=260,
        )
        controls.choose(
            st.segmented_control,
            "mine_dimension",
            words.DIMENSION,
            words.DIMENSIONS,
            default=str(Dimension.CONTROL),
            required=True,
            wrap=True,
        )
        about = st.session_state["mine_dimension"] or str(Dimension.CONTROL)
        if about == Dimension.CONTROL:
            st.multiselect(
                words.ACTORS(),
                list(actors),
                format_func=lambda actor: words.actor_label(actors[actor]),
                key="mine_actors",
                placeholder="",
                filter_mode="contains",
                width=340,
            )
            controls.choose(
                st.segmented_control,
                "mine_share",
                words.SHARE,
                words.SHARES,
                default="",
                required=True,
                wrap=True,
            )
        else:
            label = words.GATE if about == Dimension.GATE else words.RARE_EARTH
            controls.choose(st.segmented_control, f"mine_{about}", label, words.STATES[about], wrap=True)
        controls.choose(
            st.segmented_control,
            "mine_stance",
            words.STANCE,
            words.STANCES,
            default=str(Stance.ASSERTS),
            required=True,
            wrap=True,
        )
    forms = words.DAY_HELP(
        day="2024-11-20",
        month="2024-11",
        about="2024-11-20~",
        by="../2024-11-20",
        within="2024-11-20/2024-11-22",
    )
    hint = words.DAY_HINT(day="2024-11-20")
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        st.text_input(words.START(), key="mine_start", help=forms, placeholder=hint, width=190)
        st.text_input(words.AS_OF(), key="mine_as_of", help=forms, placeholder=hint, width=190)
        st.text_input(words.PUBLISHER(), key="mine_publisher", width=220)
        st.text_input(words.PUBLISHED(), key="mine_published", placeholder=hint, width=190)
        st.text_input(
            words.URL(),
            key="mine_url",
            placeholder=words.URL_HINT(address="https://example.org/report"),
            width=260,
        )
        st.text_input(words.SPEAKER(), key="mine_speaker", placeholder=words.SPEAKER_HINT(), width=220)
        st.selectbox(
            words.PARTY(),
            list(actors),
            index=None,
            format_func=lambda actor: words.actor_label(actors[actor]),
            key="mine_party",
            placeholder=words.NO_ACTOR(),
            filter_mode="contains",
            help=words.PARTY_HELP(),
            width=260,
        )
        st.button(words.ADD(), key="mine_add", icon=":material/add:", on_click=_take_one)


def _take_one() -> None:
    """Weigh the claim of the form too; its fields stay as they are where a rule is broken."""
    held = st.session_state
    about = held.get("mine_dimension") or str(Dimension.CONTROL)
    control = about == Dimension.CONTROL
    cells = {
        "place_id": held.get("mine_place") or "",
        "dimension": about,
        "value": "+".join(held.get("mine_actors") or ()) if control else held.get(f"mine_{about}") or "",
        "share": _share() if control else "",
        "stance": held.get("mine_stance") or str(Stance.ASSERTS),
        "speaker_actor": held.get("mine_party") or "",
        **{name: held.get(f"mine_{name}") or "" for name in _TEXTS},
    }
    if _take([Given(cells)]):
        for name in _TEXTS:
            held[f"mine_{name}"] = ""
        held["mine_actors"], held["mine_party"] = [], None


def _share() -> str:
    """Return how the actors of the form hold the place: one holds it alone where nothing else is said."""
    said = str(st.session_state.get("mine_share") or "")
    return str(Share(said)) if said else ""


def _take_table() -> None:
    """Weigh the claims of a table too; of one with a fault nothing is taken."""
    turn = st.session_state[_TURN]
    key = f"mine_table_{turn}"
    file = st.session_state.get(key)
    if file is None:
        return
    try:
        given = read_claims(file.getvalue(), file.name)
    except BrokenClaims as error:
        st.session_state[_FAULTS] = error.issues
        measures.uploaded(Uploaded.REFUSED)
        return
    except Exception as error:
        fault_codes.keep_private(error)
        measures.uploaded(Uploaded.FAILED)
        raise
    taken = _take(given)
    measures.uploaded(Uploaded.TAKEN if taken else Uploaded.REFUSED)
    if taken:
        uploads.let_go(key, file.file_id)
        st.session_state[_TURN] = turn + 1  # a new field, an empty one


def _take(new: Sequence[Given]) -> bool:
    """Weigh further claims, and tell whether they keep every rule; what is wrong is kept to be told."""
    mine = store.own()
    held = mine.given if mine else ()
    taken = {each.cells["claim_id"] for each in held}
    # A table that was kept may be given again beside what is here: its ids are ours to give.
    fresh = [
        replace(each, cells={**each.cells, "claim_id": ""}) if each.cells.get("claim_id") in taken else each
        for each in new
    ]
    return _set([*held, *fresh])


def _set(given: Sequence[Given]) -> bool:
    st.session_state[_FAULTS] = ()
    try:
        made = own_claims(store.bundle(), given, today()) if given else None
    except BrokenClaims as error:
        st.session_state[_FAULTS] = error.issues
        return False
    if made:
        # Each keeps its id, whichever goes; its line was that of a file that is gone.
        named = (
            Given({**each.cells, "claim_id": row["claim_id"]})
            for each, row in zip(made.given, made.claims, strict=True)
        )
        made = replace(made, given=tuple(named))
    store.set_own(made)
    return True


def _remove(claim_id: str) -> None:
    mine = store.own()
    if mine:
        _set([each for each in mine.given if each.cells["claim_id"] != claim_id])


# -- Those that are weighed ------------------------------------------------------------------------


def _listed(mine: Own, catalog: Catalog) -> None:
    """Draw the claims, each with the button that removes it, then their files."""
    leads = claim_links(address.view())
    with st.container(border=True, key="own_claims_listed", gap="small"):
        st.subheader(escape(words.heading(len(mine.claims))), anchor=False)
        for row in mine.claims:
            claim = catalog.claims[row["claim_id"]]
            place = Run(catalog.places[claim.place_id].name, strong=True)
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                about = markdown(joined([place, DIMENSION[claim.dimension]()], " · "))
                said = card_panel.claim_in_short(claim_row(catalog, claim), leads)
                st.markdown(f"{about}  \n{small(said)}", width="stretch")
                st.button(
                    words.REMOVE(),
                    key=f"mine_remove_{claim.claim_id.removeprefix(OWN)}",
                    icon=":material/delete:",
                    on_click=_remove,
                    args=(claim.claim_id,),
                )
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            help_text = words.AS_TABLE_HELP(command="`python -m geodata state --with`")
            _file(words.AS_TABLE(), OWN_CLAIMS, lambda: table_of(mine.given), help_text)
            for file, content in contribution(store.bundle(), mine).items():
                _file(words.for_ledger(file), file, content, words.FOR_LEDGER_HELP(file=file))
            st.button(
                words.REMOVE_ALL(),
                key="mine_remove_all",
                icon=":material/delete_sweep:",
                on_click=store.set_own,
                args=(None,),
            )


def _file(label: str, name: str, content: bytes | Callable[[], bytes], help_text: str) -> None:
    st.download_button(
        label,
        data=content,
        file_name=name,
        mime="text/csv",
        key=f"mine_file_{name}",
        icon=":material/download:",
        on_click="ignore",
        help=help_text,
    )
