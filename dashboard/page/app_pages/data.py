"""Data: what each dataset of the ledger is, whose it is, how far it reaches, and the file itself."""

from __future__ import annotations

import streamlit as st

from dashboard.page import panels, store
from dashboard.page.caption import caption
from dashboard.wording.datasets import DatasetCard, dataset_cards
from dashboard.wording.dates import show_day
from dashboard.wording.language import say
from dashboard.wording.text import Run, escape, joined, markdown

_UNBROKEN = "\N{NON-BREAKING HYPHEN}"

catalog = store.newest()
with st.sidebar, st.container(gap="xsmall"):
    panels.masthead()
    panels.as_of(catalog)

panels.files_of_today(store.catalog())
st.title(say("Every colour on the map goes back to a row in one of these files."), anchor=False)
st.markdown(
    panels.grey(
        say(
            "Figures that count different things are never put on one axis, an empty map of mines means "
            "“not surveyed”, and boundaries imply no opinion on legal status."
        )
    )
)


def draw(card: DatasetCard) -> None:
    """Draw the card of one dataset."""
    with st.container(border=True, height="stretch", gap="xsmall"):
        st.subheader(escape(card.title), anchor=False)
        caption(markdown(joined([card.size, card.file, card.coverage], " · ")))
        origins = joined((Run(title, address=url) for title, url in card.origins), "; ")
        licences = joined(
            (Run(name.replace("-", _UNBROKEN), address=url) for name, url in card.licences), ", "
        )
        st.markdown(f":small[{markdown(origins)} · {markdown(licences)}]")
        for caveat in card.caveats:
            st.markdown(f":small[:material/info: {escape(caveat)}]")
        st.space("stretch")
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            caption(f"sha256 {card.digest[:12]}", width="content")
            st.download_button(
                say("Download"),
                data=card.path.read_bytes,
                file_name=card.file,
                mime=card.media_type,
                key=f"download_{card.name}",
                icon=":material/download:",
                on_click="ignore",
                help=say("{file} as it is in the bundle {hash}", file=card.file, hash=catalog.hash),
            )


for heading, group in dataset_cards(catalog):
    st.header(heading, anchor=False)
    with st.grid(3, min_column_width=320):
        for card in group:
            draw(card)

st.header(say("Releases"), anchor=False)
caption(say("Rows are only ever added, so a link made on an older release opens it as it was then."))
st.table(
    [
        {
            say("release"): markdown(
                joined([Run(str(release.number), strong=True), Run(show_day(release.day), quiet=True)], "\n")
            ),
            say("what changed"): f"{escape(release.changes, longest=900)}  \n"
            f"[{escape(say('Open the ledger as it was'))}](/?data={release.hash}) "
            f"{markdown(Run(release.hash, quiet=True))}",
        }
        for release in reversed(catalog.releases)
    ],
    border="horizontal",
    hide_index=True,
    alt=say("The releases of the ledger, newest first, with what each changed"),
)
