"""Data: what each dataset of the ledger is, whose it is, how far it reaches, and the file itself."""

from __future__ import annotations

import streamlit as st

from dashboard.page import panels, store
from dashboard.page.caption import remark
from dashboard.wording.datasets import Sheet, sheets
from dashboard.wording.text import escape, link, quiet
from geodata.dates import show_day

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


def draw(sheet: Sheet) -> None:
    """Draw the card of one dataset."""
    with st.container(border=True, height="stretch", gap="xsmall"):
        st.subheader(escape(sheet.title), anchor=False)
        remark(
            f"{sheet.rows:,} {sheet.unit} · {sheet.size} · {escape(sheet.file)}"
            + (f" · {sheet.coverage}" if sheet.coverage else "")
        )
        st.markdown(
            ":small["
            + "; ".join(link(title, url) for title, url in sheet.origins)
            + " · "
            + ", ".join(
                link(name.replace("-", "\N{NON-BREAKING HYPHEN}"), url) for name, url in sheet.licences
            )
            + "]"
        )
        for caveat in sheet.caveats:
            st.markdown(f":small[:material/info: {escape(caveat)}]")
        st.space("stretch")
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            remark(f"sha256 {sheet.digest[:12]}", width="content")
            st.download_button(
                "Download",
                data=sheet.path.read_bytes,
                file_name=sheet.file,
                mime=sheet.media_type,
                key=f"download_{sheet.name}",
                icon=":material/download:",
                on_click="ignore",
                help=f"{sheet.file} as it is in the bundle {catalog.hash}",
            )


for heading, group in sheets(catalog):
    st.header(heading, anchor=False)
    with st.grid(3, min_column_width=320):
        for sheet in group:
            draw(sheet)

st.header("Releases", anchor=False)
remark("Rows are only ever added, so a link made on an older release opens it as it was then.")
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
