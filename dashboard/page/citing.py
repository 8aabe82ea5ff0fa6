"""How to cite the answer on the page: as text, BibTeX, RIS and CSL-JSON, to be copied or saved."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

import streamlit as st

from dashboard.answer.holdings import of_window
from dashboard.answer.scene import Scene
from dashboard.page import address, messages
from dashboard.page.caption import caption
from dashboard.page.served import server
from dashboard.question.public import public
from dashboard.wording import citing as words
from dashboard.wording.states import state_of
from geodata.dates import today
from geodata.exports.citations import FORMS, write_references
from geodata.exports.references import Reference, of_answer, of_ledger
from geodata.vocab import Dimension, Tracked


def cite(scene: Scene) -> None:
    """Draw the button that opens how to cite the answer; that is made only once it is asked for."""
    if st.button(words.CITE(), icon=":material/format_quote:", key="cite", help=words.HELP()):
        st.dialog(words.CITE(), width="medium")(_opened)(scene)


def _opened(scene: Scene) -> None:
    with messages.fragment():
        _cited(scene)


def _cited(scene: Scene) -> None:
    """Draw the citation in the form that the reader chooses."""
    caption(words.REMARK())
    form = st.segmented_control(
        words.FORMAT(),
        list(FORMS),
        format_func=lambda name: words.FORMS[name](),
        default="text",
        required=True,
        key="cite_as",
        label_visibility="collapsed",
    )
    references = _references(scene)
    text = write_references(references, form)
    # Browsers show the line ends of RIS as they are; the file keeps them.
    shown = text.replace("\r\n", "\n") if form != "text" else "\n\n".join(text.splitlines())
    st.code(shown, language=None, wrap_lines=True, height=280)
    st.download_button(
        words.DOWNLOAD(),
        data=text,
        file_name=f"{references[0].key}.{FORMS[form].ending}",
        mime=FORMS[form].media_type,
        key="cite_file",
        icon=":material/download:",
        on_click="ignore",
    )


def _references(scene: Scene) -> Sequence[Reference]:
    """Return the references of the answer about the chosen place, else that of the ledger."""
    base, catalog = public(server()), scene.catalog
    place_id = scene.cluster.place_id if scene.cluster else scene.view.place
    place = catalog.places.get(place_id or "")
    if place is None or of_window(scene):
        asked = urlencode(address.params_now() | {"data": [catalog.ledger]}, doseq=True)
        return of_ledger(catalog, base, today(), f"?{asked}")
    gate = place.tracked is Tracked.GATE
    state = state_of(scene, place.place_id, Dimension.GATE if gate else Dimension.CONTROL)
    return of_answer(catalog, state, base, today())
