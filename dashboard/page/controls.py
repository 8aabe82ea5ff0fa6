"""The only inputs: widgets bound to the URL become a View, and a click becomes a chosen place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.answer.jumps import jumps
from dashboard.answer.scene import Scene
from dashboard.answer.steps import Step, Steps, nearest, step_days, step_from
from dashboard.page import address, store
from dashboard.page.caption import caption
from dashboard.question.axis import axis_of
from dashboard.question.choices import Choices
from dashboard.question.framing import lies_in
from dashboard.question.view import FIRST_DAY, LAST_DAY, Beside, MapOf, View, Within
from dashboard.wording import glossary
from dashboard.wording import page as words
from dashboard.wording.language import Message, say
from dashboard.wording.text import escape
from dashboard.wording.vocabulary import BESIDE, FRAME, LANG, LAYOUT, MAP_OF, OVERLAY, POLICY, WITHIN

# -- The question ----------------------------------------------------------------------------------

_ALIAS = "\N{RIGHTWARDS ARROW}"


def question(choices: Choices, *, map_too: bool = True) -> None:
    """Draw all inputs of the question but the day, those of a map where it has one."""
    evidence(choices)
    find_place(choices)
    choose(
        st.segmented_control,
        "stretch",
        words.STRETCH,
        FRAME,
        required=True,
        wrap=True,
        help=words.STRETCH_HELP(),
        on_change=_to_stretch,
    )
    window(choices, limits=map_too)
    st.pills(
        words.ACTORS(),
        list(choices.actors),
        format_func=choices.actors.__getitem__,
        selection_mode="multi",
        key="actors",
        help=glossary.names_of(store.catalog(), tuple(choices.actors)),
    )
    spell_out(
        {
            f".st-key-actors button:nth-of-type({place})": actor
            for place, actor in enumerate(choices.actors, 1)
        }
    )
    if map_too:
        choose(st.pills, "layers", words.LAYERS, OVERLAY, selection_mode="multi")
        names()


def _to_stretch() -> None:
    """Bring the map to the stretch; a chosen place of another one would keep it, and head the page."""
    address.come_home()
    state = st.session_state
    if state["place"] and not lies_in(state["stretch"], state["place"], store.catalog()):
        state["place"] = None


def names() -> None:
    """Draw the choice of the language of places' names."""
    choose(st.segmented_control, "lang", words.NAMES, LANG, required=True, help=words.NAMES_HELP())


def spell_out(at: Mapping[str, str]) -> None:
    """Let codes say the names of their actors where a pointer, a finger or the keyboard is at them.

    `at` has the actor's id by the selector of what has its code; page.css says where the name stands.
    """
    actors = store.catalog().actors
    rules = (
        f"{selector}:is(:hover, :focus)::after {{ content: {css_text(actors[actor].name)} }}"
        for selector, actor in at.items()
    )
    st.html(f"<style>{' '.join(rules)}</style>")


def css_text(text: str) -> str:
    """Return a text as a string of a style sheet: whatever is no letter or blank by its number."""
    return '"{}"'.format(
        "".join(sign if sign.isalnum() or sign == " " else f"\\{ord(sign):x} " for sign in text)
    )


def window(choices: Choices, *, limits: bool = True) -> None:
    """Draw the input of the period under study, and where it `limits` more than a log, whether it does."""
    st.date_input(
        words.WINDOW(),
        value=[],
        min_value=FIRST_DAY,
        max_value=choices.last,
        key="window",
        help=words.WINDOW_HELP(),
    )
    if not limits:
        return
    choose(
        st.segmented_control,
        "within",
        words.WITHIN,
        WITHIN,
        required=True,
        wrap=True,
        help=words.WITHIN_HELP(),
    )


def day(choices: Choices) -> DeltaGenerator:
    """Draw the typed and the sliding day, and return the slot under them."""
    date_of(words.AS_OF(), "on", choices)
    _slide(choices)
    return st.container(gap="xsmall")


def evidence(choices: Choices) -> None:
    """Draw the choice of what counts as evidence, its sentence, and the day of knowledge."""
    _policy()
    caption(escape(say(address.view().policy.meaning)))
    _known_on(choices)


def beside() -> None:
    """Draw the choice of what stands beside the map."""
    choose(
        st.segmented_control,
        "beside",
        words.BESIDE,
        BESIDE,
        required=True,
        label_visibility="collapsed",
        width="stretch",
    )


def comparison(view: View, choices: Choices) -> None:
    """Draw what two answers may differ in, and how they are laid out."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="compare_bar"):
        date_of(words.BEFORE(), "compare_on", choices, width=150)
        date_of(words.AFTER(), "on", choices, width=150)
        _policy()
        choose(
            st.selectbox,
            "compare_policy",
            words.OTHER_EVIDENCE,
            {name: label for name, label in POLICY.items() if name != view.policy},
            index=None,
            placeholder=words.SAME_RULE(),
            width=170,
            help=words.OTHER_EVIDENCE_HELP(),
        )
        _known_on(choices, width=150)
        date_of(words.OTHER_KNOWN_ON(), "compare_known_on", choices, width=170)
        choose(st.segmented_control, "layout", words.SHOW, LAYOUT, required=True)


def date_of(label: str, key: str, choices: Choices, **options: Any) -> None:
    """Draw the input of a day that may be asked about."""
    st.date_input(
        label,
        value=None,
        min_value=FIRST_DAY,
        max_value=choices.last,
        key=key,
        **options,
    )


def _known_on(choices: Choices, **options: Any) -> None:
    """Draw the input of the day of knowledge."""
    date_of(words.KNOWN_ON(), "known_on", choices, help=words.KNOWN_ON_HELP(), **options)


def _policy() -> None:
    """Draw the choice of what counts as evidence."""
    choose(st.segmented_control, "policy", words.EVIDENCE, POLICY, required=True, wrap=True)


def choose(
    draw: Callable[..., Any], name: str, label: Message, labels: Mapping[str, Message], **options: Any
) -> None:
    """Draw a choice of names, which links have, shown as words of the reader's language."""
    draw(
        label(),
        [str(each) for each in labels],
        format_func=lambda each: labels[each](),
        key=name,
        **options,
    )


def pick(place: str) -> None:
    """Choose a place or a mine cluster; call it from a callback, before the widgets are drawn."""
    st.session_state["place"] = place


def toggle_actor(actor: str, chosen: Sequence[str]) -> None:
    """Leave an actor out of those in colour, or bring it back; call it from a callback."""
    st.session_state["actors"] = [a for a in chosen if a != actor] if actor in chosen else [*chosen, actor]


def study(window: tuple[date, date]) -> None:
    """Set the period under study; call it from a callback."""
    st.session_state["window"] = window


def leave_window() -> None:
    """Show all days again, or if they are shown study the first visit's window; call it from a callback."""
    if address.view().within is Within.OFF:
        study(store.choices().default.window)
    show_all_days()


def show_all_days() -> None:
    """Limit lists and charts to no window; call it from a callback."""
    st.session_state["within"] = Within.OFF.value


def _slide(choices: Choices) -> None:
    """Draw the slider of the day; it follows the typed date and sets it."""
    day = address.view().on
    first = min(axis_of(choices.oldest, choices.last, day).start, day)
    st.session_state["on_slider"] = min(max(day, first), choices.last)
    st.slider(
        words.AS_OF_SLIDER(),
        min_value=first,
        max_value=choices.last,
        step=timedelta(days=1),
        format=words.slider_format(),
        key="on_slider",
        label_visibility="collapsed",
        on_change=lambda: go_to(st.session_state["on_slider"]),
    )


def go_to(day: date) -> None:
    """Set the day asked about; call it from a callback."""
    st.session_state["on"] = day


def map_of(view: View) -> None:
    """Draw the choice of what the map shows, and why a window is not played."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="map_shows"):
        map_choice()
        if view.map_of is MapOf.WINDOW:
            caption(escape(words.WINDOW_STANDS()))


def map_choice() -> None:
    """Draw the choice of what the map shows."""
    help_text = words.MAP_SHOWS_HELP()
    choose(st.segmented_control, "map_of", words.MAP_SHOWS, MAP_OF, required=True, help=help_text)


def find_place(choices: Choices) -> None:
    """Draw the box that finds a place in any spelling; the link keeps its public name only."""
    st.selectbox(
        words.PLACE(),
        _spellings(choices),
        format_func=lambda option: _spelling(option, choices),
        key="place",
        filter_mode="contains",
        help=words.PLACE_HELP(),
        on_change=_found,
    )


def find_places(label: str, choices: Choices, hint: str, **options: Any) -> None:
    """Draw the box that picks out places, in any spelling; `hint` says what stands there without one."""
    st.multiselect(
        label,
        [each for each in _spellings(choices) if each.rpartition(_ALIAS)[2] not in choices.clusters],
        format_func=lambda option: _spelling(option, choices),
        key="places",
        placeholder=hint,
        filter_mode="contains",
        on_change=_found_places,
        **options,
    )


def _spellings(choices: Choices) -> list[str]:
    """Return the id of each place, then each other spelling with the id that it stands for."""
    others = [f"{spelling}{_ALIAS}{place}" for spelling, ids in choices.spellings.items() for place in ids]
    return [*choices.places, *others]


def _spelling(option: str, choices: Choices) -> str:
    spelling, _, place = option.rpartition(_ALIAS)
    name = words.place_label(place, choices.places, choices.clusters)
    return f"{spelling} {_ALIAS} {name}" if spelling else name


def _found_places() -> None:
    chosen = (option.rpartition(_ALIAS)[2] for option in st.session_state["places"])
    st.session_state["places"] = list(dict.fromkeys(chosen))


def _found() -> None:
    address.come_home()
    place = str(st.session_state["place"])
    if _ALIAS in place:
        pick(place.partition(_ALIAS)[2])


# -- From change to change -------------------------------------------------------------------------
# From change to change: buttons and keys that lead there, days worth going to, a narrow screen's bar.


def step(day: date, steps: int) -> None:
    """Go so many steps from a day, back where they are negative; call it from a callback."""
    go_to(step_from(store.scene(view_here()), day, steps))


def view_here() -> View:
    """Return the view that the page shows: the page of the log has what stands beside the map elsewhere."""
    view = address.view()
    return replace(view, beside=Beside.LOG) if address.page() == "log" else view


def _step(steps: int) -> None:
    # From the day as it is now: a second click may come before the page is drawn again.
    step(address.view().on, steps)


def near(scene: Scene) -> Steps:
    """Return where the steps from the day asked lead; the days are the same for all days."""
    view = scene.view
    days = store.whatever_the_day(
        scene, lambda: step_days(scene), "steps", view.beside, view.log, view.log_of, view.log_order
    )
    return nearest(days, view.on)


def steps(scene: Scene) -> None:
    """Draw the two buttons that lead to the previous and the next change, or entry of the log."""
    found, labels = near(scene), words.STEPS[scene.view.beside]
    with st.container(horizontal=True, gap="xsmall"):
        for label, key, arrow, step in (
            (labels[0], "p", "chevron_left", found.previous),
            (labels[1], "n", "chevron_right", found.next),
        ):
            st.button(
                label(),
                key=f"step_{key}",
                icon=f":material/{arrow}:",
                icon_position="left" if key == "p" else "right",
                help=words.STEP_KEY(key=key),
                width="stretch",
                **_going(-1 if key == "p" else 1, step),
            )
    caption(escape(words.steps(scene, found)))


def _going(steps: int, step: Step | None) -> dict[str, Any]:
    """Return what makes of a button one that leads to the next change, or with -1 to the one before."""
    return {"disabled": step is None, "on_click": _step, "args": (steps,)}


def jump(scene: Scene) -> None:
    """Draw the list of days worth going to; it goes there and forgets the choice."""
    days = jumps(scene.catalog, scene.view.place, scene.known_on, scene.view.policy)
    targets = {words.jump(each): each for each in days}

    def go() -> None:
        if target := targets.get(st.session_state["jump"] or ""):
            go_to(target.on)
            if target.window:
                study(target.window)
        st.session_state["jump"] = None

    st.selectbox(
        words.JUMP(),
        list(targets),
        index=None,
        placeholder=words.JUMP_HINT(),
        label_visibility="collapsed",
        key="jump",
        on_change=go,
    )


def narrow_bar(scene: Scene) -> None:
    """Draw the day between its two steps, for screens so narrow that the sidebar is folded away."""
    found = near(scene)
    st.session_state["on_narrow"] = scene.view.on
    _narrow_step("previous", "‹", words.previous_to(scene, found), found.previous, -1)
    st.date_input(
        words.AS_OF_NARROW(),
        min_value=FIRST_DAY,
        max_value=LAST_DAY,
        key="on_narrow",
        label_visibility="collapsed",
        on_change=_typed_narrow,
    )
    _narrow_step("next", "›", words.next_to(scene, found), found.next, 1)


def _narrow_step(key: str, sign: str, text: str, step: Step | None, number: int) -> None:
    st.button(sign, key=f"narrow_{key}", help=escape(text), width=44, **_going(number, step))


def _typed_narrow() -> None:
    if isinstance(st.session_state["on_narrow"], date):
        go_to(st.session_state["on_narrow"])
