"""Data: what each dataset of the ledger is, whose it is, how far it reaches, and the file itself."""

from __future__ import annotations

import streamlit as st

from dashboard.page import panels, store
from dashboard.page.caption import caption
from dashboard.wording.datasets import DatasetCard, dataset_cards
from dashboard.wording.dates import show_day
from dashboard.wording.text import escape, link, quiet

catalog = store.newest()
with st.sidebar, st.container(gap="xsmall"):
    panels.masthead()
    panels.as_of(catalog)

panels.files_of_today(store.catalog())
st.title("Every colour on the map goes back to a row in one of these files.", anchor=False)
st.markdown(
    quiet(
        "Figures that count different things are never put on one axis, an empty map of mines means "
        "*not surveyed*, and boundaries imply no opinion on legal status."
    )
)


def draw(card: DatasetCard) -> None:
    """Draw the card of one dataset."""
    with st.container(border=True, height="stretch", gap="xsmall"):
        st.subheader(escape(card.title), anchor=False)
        caption(
            f"{card.rows:,} {card.unit} · {card.size} · {escape(card.file)}"
            + (f" · {card.coverage}" if card.coverage else "")
        )
        st.markdown(
            ":small["
            + "; ".join(link(title, url) for title, url in card.origins)
            + " · "
            + ", ".join(
                link(name.replace("-", "\N{NON-BREAKING HYPHEN}"), url) for name, url in card.licences
            )
            + "]"
        )
        for caveat in card.caveats:
            st.markdown(f":small[:material/info: {escape(caveat)}]")
        st.space("stretch")
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            caption(f"sha256 {card.digest[:12]}", width="content")
            st.download_button(
                "Download",
                data=card.path.read_bytes,
                file_name=card.file,
                mime=card.media_type,
                key=f"download_{card.name}",
                icon=":material/download:",
                on_click="ignore",
                help=f"{card.file} as it is in the bundle {catalog.hash}",
            )


for heading, group in dataset_cards(catalog):
    st.header(heading, anchor=False)
    with st.grid(3, min_column_width=320):
        for card in group:
            draw(card)

st.header("Releases", anchor=False)
caption("Rows are only ever added, so a link made on an older release opens it as it was then.")
st.table(
    [
        {
            "release": f"**{release.number}**  \n{quiet(show_day(release.day))}",
            "what changed": f"{escape(release.changes, longest=900)}  \n"
            f"[Open the ledger as it was](/?data={release.hash}) {quiet(release.hash)}",
        }
        for release in reversed(catalog.releases)
    ],
    border="horizontal",
    hide_index=True,
    alt="The releases of the ledger, newest first, with what each changed",
)
