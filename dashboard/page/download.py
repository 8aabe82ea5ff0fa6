"""What a briefing will look like, and its files to download."""

from __future__ import annotations

from functools import partial
from hashlib import sha256

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import settings
from dashboard.page import address, fault_codes, measures, parts, store
from dashboard.page.caption import caption, small
from dashboard.paper import jobs, presets
from dashboard.paper.jobs import Job
from dashboard.paper.turns import Waiting
from dashboard.question import link
from dashboard.question.order import Format, Template
from dashboard.wording import language
from dashboard.wording import page as words
from dashboard.wording.text import escape, quiet
from dashboard.wording.vocabulary import FORMAT

_MADE = "sequence_made"
_OF_SEQUENCE = (Format.PDF, Format.PPTX, Format.APNG, Format.ZIP)


def preview(job: Job) -> None:
    """Draw the page as it will be written; of a sequence the one that the reader turns to."""
    days = job.days()
    number = 0
    if len(days) > 1:
        number = st.select_slider(
            words.PAGE(),
            range(len(days)),
            format_func=lambda at: words.page_at(at + 1, len(days), days[at]),
            key=f"page_{len(days)}",
        )
    line, key = st.empty(), f"{_key(job)} {number}"

    def make() -> tuple[bytes, str, str]:
        return jobs.preview(job, number, _told(line), settings.current().briefings_waiting)

    with st.spinner(words.DRAWING(), show_time=False):
        # What has a reader's own data is kept for nobody, not even for the next run.
        if job.own or job.events:
            shown, title, alt = make()
        elif job.catalog.own:  # in this visit's memory alone
            shown, title, alt = store.kept("preview", key, make)
        else:
            shown, title, alt = store.preview(key, make)
    line.empty()
    st.title(escape(title), anchor=False)
    _to_the_claims(job)
    with st.container(border=True, key="paper"):
        st.image(shown, alt=alt, width="stretch", output_format="PNG")


def _told(place: DeltaGenerator) -> Waiting:
    """Return what says in a place how many briefings of others come before; another run ends the wait."""

    def tell(before: int) -> None:
        place.markdown(small(quiet(words.before(before))))

    return tell


def _to_the_claims(job: Job) -> None:
    """Draw the link to this question on the page that has the claims: printed links lead here."""
    asked = {**link.params(job.question(), job.choices), **parts.own_shown()}
    with st.container(key="to_the_claims"):
        st.page_link(
            "app_pages/explore.py",
            label=words.TO_THE_CLAIMS(),
            icon=":material/fact_check:",
            query_params=address.leading("", asked),
        )


def files(job: Job) -> None:
    """Draw the downloads; a sequence is made first, with its progress, and can be stopped."""
    if job.order.template is Template.SEQUENCE:
        _sequence(job)
        return
    with st.container(horizontal=True, gap="small", key="files"):
        for form in FORMAT:
            if form is not Format.APNG:
                st.download_button(
                    FORMAT[form](),
                    data=partial(_file, job, form),
                    file_name=jobs.file_name(job, form),
                    mime=jobs.MIMES[form],
                    key=f"file_{form}",
                    icon=":material/download:",
                    help=words.FORMATS_HELP[form](),
                    on_click="ignore",
                )


def again(job: Job) -> None:
    """Draw the command that makes this picture again, and the question as a preset to keep."""
    with st.expander(words.COMMAND(), icon=":material/terminal:"):
        caption(words.COMMAND_WITHOUT() if job.own else words.COMMAND_NOTE())
        st.code(jobs.command(job), language=None, wrap_lines=True)
        name = jobs.file_name(job, Format.PDF).removesuffix(".pdf")
        title = job.order.title or name
        form = presets.fitting_form(job.order)
        kept = presets.Preset(title[: presets.LONGEST_NAME], form, job.view, job.order)
        st.download_button(
            words.SAVE_PRESET(),
            data=presets.written([kept], job.choices),
            file_name=f"{name}.json",
            mime="application/json",
            key="save_preset",
            icon=":material/bookmark_add:",
            help=words.SAVE_PRESET_HELP(),
            on_click="ignore",
        )


def _sequence(job: Job) -> None:
    days = job.days()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="files"):
        form = st.segmented_control(
            words.WRITE_AS(),
            list(_OF_SEQUENCE),
            default=_OF_SEQUENCE[0],
            format_func=lambda each: FORMAT[each](),
            required=True,
            key="sequence_format",
        )
        wanted = Format(form or _OF_SEQUENCE[0])
        asked = st.button(words.make_pages(len(days)), icon=":material/print:", key="make")
    key = (_key(job), wanted)
    if asked:
        st.session_state.pop(_MADE, None)
        st.session_state[_MADE] = (key, _made(job, wanted))
    made = st.session_state.get(_MADE)
    if made and made[0] == key:
        st.download_button(
            words.download(len(made[1])),
            data=made[1],
            file_name=jobs.file_name(job, wanted),
            mime=jobs.MIMES[wanted],
            key="file_sequence",
            icon=":material/download:",
            on_click="ignore",
        )
    else:
        caption(words.FORMATS_HELP[wanted]())


def _made(job: Job, form: Format) -> bytes:
    """Make a sequence; a click on Cancel runs the page again, which ends the work at its next page."""
    place = st.empty()
    with place.container(horizontal=True, vertical_alignment="center"):
        bar = st.progress(0.0, text=words.BEGUN())
        st.button(words.CANCEL(), key="cancel", icon=":material/close:")

    def tell(done: int, total: int) -> None:
        bar.progress(done / total, text=words.page_in_work(min(done + 1, total), total))

    def wait(before: int) -> None:
        bar.progress(0.0, text=words.before(before))

    found = _file(job, form, tell, wait)
    place.empty()
    return found


def _file(
    job: Job, form: Format, progress: jobs.Progress | None = None, waiting: Waiting | None = None
) -> bytes:
    with measures.briefing(form):
        try:
            return jobs.make(job, form, progress, waiting, settings.current().briefings_waiting)
        except Exception as error:
            if job.own or job.catalog.own:
                fault_codes.keep_private(error)
            raise


def _key(job: Job) -> str:
    """Return what a briefing depends on, as text."""
    logo = sha256(job.logo).hexdigest() if job.logo else ""
    own = " ".join(f"{each.layer.hash} {each.title} {each.styling!r}" for each in job.own)
    return f"{job.catalog.hash} {job.view!r} {job.order!r} {job.base} {logo} {language.current()} {own}"
