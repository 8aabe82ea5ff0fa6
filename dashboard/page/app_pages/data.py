"""Data: what each dataset of the ledger is, whose it is, how far it reaches, and the file itself."""

from __future__ import annotations

import streamlit as st

from dashboard import settings
from dashboard.page import own_claims, own_data, panels, store
from dashboard.page.caption import caption
from dashboard.wording import datasets as words
from dashboard.wording.datasets import DatasetCard, dataset_cards
from dashboard.wording.dates import show_day
from dashboard.wording.text import Run, escape, joined, markdown

_UNBROKEN = "\N{NON-BREAKING HYPHEN}"

catalog = store.newest()
panels.banner()
panels.files_of_today(store.catalog())
for sentence in words.not_described(catalog):
    st.warning(escape(sentence, longest=600), icon=":material/warning:")
st.title(words.SENTENCE(), anchor=False)
st.markdown(panels.grey(words.REMARK()))
caption(f"[{escape(words.FOR_CATALOGUES())}]({settings.at('/dataset')})")
own_data.section(store.catalog())
own_claims.section(store.choices())


def draw(card: DatasetCard) -> None:
    """Draw the card of one dataset."""
    with st.container(border=True, height="stretch", gap="xsmall", key=f"dataset_{card.name}"):
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
            caption(escape(words.DIGEST(digest=card.digest[:12])), width="content")
            st.download_button(
                words.DOWNLOAD(),
                data=card.path.read_bytes,
                file_name=card.file,
                mime=card.media_type,
                key=f"download_{card.name}",
                icon=":material/download:",
                on_click="ignore",
                help=words.DOWNLOAD_HELP(file=card.file, hash=catalog.hash),
            )


for heading, group in dataset_cards(catalog, store.folder()):
    st.header(heading, anchor=False)
    with st.grid(3, min_column_width=320):
        for card in group:
            draw(card)

st.header(words.RELEASES(), anchor=False)
caption(escape(words.RELEASES_REMARK()))
st.table(
    [
        {
            words.RELEASE(): markdown(
                joined([Run(str(release.number), strong=True), Run(show_day(release.day), quiet=True)], "\n")
            ),
            words.WHAT_CHANGED(): f"{escape(release.changes, longest=900)}  \n"
            f"[{escape(words.OPEN_RELEASE())}]({settings.at(f'/?data={release.hash}')}) "
            f"{markdown(Run(release.hash, quiet=True))}",
        }
        for release in reversed(catalog.releases)
    ],
    border="horizontal",
    hide_index=True,
    alt=words.RELEASES_ALT(),
)
panels.as_of(catalog)
